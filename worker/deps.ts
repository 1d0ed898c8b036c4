import type { Database } from "./db/database.ts";
import type { Mailer } from "./mail/mailer.ts";
import type { Sealer } from "./sealer.ts";

export interface Workspace {
  slug: string;
  name: string;
  db: Database;
  /** Ends this request's use of it: closes a per-request client, does nothing on an embedded file. */
  release(): void;
}

/** Everything the app needs from where it runs. `node.ts` and `index.ts` each make one. */
export interface Deps {
  /** null when there is no such workspace. */
  openWorkspace(slug: string): Promise<Workspace | null>;
  /** UTC milliseconds. */
  now(): number;
  sealer: Sealer;
  /** null: this server sends no mail. */
  mailer: Mailer | null;
  /** Something waits in the workspace's `inbound_event` or `job`: work it off soon, after the answer. */
  wake(slug: string): void;
  /** Told of what nobody expected. Logs it without personal data. */
  report(error: unknown, requestId: string): void;
  /** The address a request came from, for slowing down guesses. */
  clientAddress(request: Request): string;
  /** Where people reach this server, without a slash at the end. */
  publicUrl: string;
}
