import type { Module } from "../../shared/modules.ts";
import type { Permission } from "../../shared/permissions.ts";
import type { ApiScope } from "../../shared/schemas/api-keys.ts";
import type { Database } from "../db/database.ts";
import type { Sealer } from "../sealer.ts";
import type { MaskPolicy } from "./masking/policy.ts";

/**
 * Who acts. A member is known by the hash of the access token presented; the batch itself proves it.
 * `session` is the same member in what outlives that token, such as a long download; `behalf` is what a
 * member asked for and is done later, without their session: the member and the right are proven again.
 * `key` is another system: the batch proves its API key and that the key has the scope, whatever right the
 * verb declares for members. `system` is the product acting for a verified webhook, a job or the operator at the machine.
 */
export type Actor =
  | { kind: "member"; accessHash: string }
  | { kind: "session"; sessionId: string }
  | { kind: "behalf"; memberId: string }
  | { kind: "key"; keyHash: string; scope: ApiScope }
  | { kind: "system"; name: "webhook" | "job" | "operator" };

/** What a verb is called with. Made at the edge: the domain reads no environment and no clock. */
export interface Call {
  db: Database;
  actor: Actor;
  /** UTC milliseconds. */
  now: number;
  /** Made by the client, one per intended write; a system write makes its own. */
  operationId: string | undefined;
  /** What tells a repeat of the operation from a conflict, when it is not the verb's name and input. */
  inputHash?: string;
  /** UTC ms: from then on the operation may be forgotten and its id used anew; kept for good when not given. */
  keptUntil?: number | null;
  requestId: string;
  /** Seals a connection's credentials, with the context `connection/<id>`. */
  sealer: Sealer;
  /** This server can send mail. */
  mails?: boolean;
  /** Told that the audit has gained a row. */
  written?: () => void;
  /** Runs work once the answer is out; nobody waits for it, and losing it must lose nothing. */
  after?: (work: () => Promise<void>) => void;
}

/** What a verb runs with: its call, and what it declared of itself. */
export interface Ctx extends Call {
  verb: string;
  /** `self`: any live session may, on the member's own things. */
  permission: Permission | "self";
  /** The part of the product it belongs to; refused with MODULE_OFF while that is switched off. */
  module: Module | null;
  /** The contact, note or conversation its input names. */
  about: string | null;
  /** What the batch learnt that the answer must not hold. */
  policy: MaskPolicy;
}
