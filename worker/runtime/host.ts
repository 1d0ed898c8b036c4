import type { Workspace } from "../deps.ts";
import type { Anchor } from "../domain/audit/seal.ts";
import type { Sealer } from "../sealer.ts";
import type { Listed } from "./directory.ts";

/** Something the operator must put right; the message is one sentence that says what. */
export class OperatorError extends Error {}

/** All workspaces of an installation, for the operator: on embedded files or on a libSQL server. */
export interface Host {
  /** Without a slash at the end. */
  publicUrl: string;
  sealer: Sealer;
  /** UTC milliseconds. */
  now(): number;
  list(): Promise<Listed[]>;
  open(slug: string): Promise<Workspace | null>;
  /** @throws {OperatorError} when there is one of that slug, or the place does not fit the installation */
  create(workspace: NewWorkspace): Promise<void>;
  /** Brings every database to the newest schema. Answers the migrations that were applied to each. */
  migrate(): Promise<{ database: string; applied: string[] }[]>;
  /** Copies a workspace, as it is now, into a new file. */
  backup(slug: string, file: string): Promise<void>;
  /** Puts a backup in a workspace's place, creating the workspace when there is none of that slug. */
  restore(slug: string, file: string, replace: boolean): Promise<void>;
  /** What is remembered outside the workspace of its audit's chain, oldest first. */
  anchors(slug: string): AsyncIterable<Anchor>;
  wake(slug: string): void;
  close(): Promise<void>;
}

export interface NewWorkspace {
  slug: string;
  name: string;
  /** libSQL URL of its database and the token for it; on a libSQL server only. */
  url?: string | undefined;
  token?: string | undefined;
}
