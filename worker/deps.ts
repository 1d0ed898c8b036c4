import type { Vitals } from "../shared/schemas/system.ts";
import type { Database } from "./db/database.ts";
import type { Anchor } from "./domain/audit/seal.ts";
import type { Mailer } from "./mail/mailer.ts";
import type { SmsGateway } from "./sms/gateway.ts";
import type { RequestLine } from "./request-log.ts";
import type { Sealer } from "./sealer.ts";

export interface Workspace {
  slug: string;
  name: string;
  db: Database;
  /** Ends this request's use of it: closes a per-request client, does nothing on an embedded file. */
  release(): void;
}

/** Where the newest row of each audit's chain is remembered outside its database. */
export interface Anchors {
  /** The row remembered last; null when none is known here. */
  newest(slug: string): Promise<number | null>;
  /** Returns once it is durable. */
  add(slug: string, anchor: Anchor): Promise<void>;
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
  /** null: this server sends no text messages. */
  sms: SmsGateway | null;
  /**
   * Something waits in the workspace's `inbound_event` or `job`: work it off soon, after the answer; with
   * `inMs`, when it is due, where no loop looks for it by itself.
   */
  wake(slug: string, inMs?: number): void;
  /** A member's write was stored: its row in the audit waits to be chained. Where no loop looks for it. */
  written?(slug: string): void;
  anchors?: Anchors;
  /** Whether the platform's own counter lets this API key call once more; absent where the process counts. */
  apiLimit?(key: string): Promise<boolean>;
  /** Every workspace, for /healthz; absent: it speaks of this process only. */
  slugs?(): Promise<string[]>;
  /** Told of each request once it is answered; absent: nobody wants to know. */
  log?(line: RequestLine): void;
  /** What this process noticed of itself; absent where nothing outlives a request. */
  vitals?(): Vitals;
  /** Told of what nobody expected. Logs it without personal data. */
  report(error: unknown, requestId: string): void;
  /** The address a request came from, for slowing down guesses. */
  clientAddress(request: Request): string;
  /** Where people reach this server, without a slash at the end. */
  publicUrl: string;
}
