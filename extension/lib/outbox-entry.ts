import type { ErrorCode } from "../../shared/error-codes.ts";
import type { ServerLink } from "./host.ts";

/** Why the server refused an entry, for the person. */
export interface Refusal {
  code: ErrorCode;
  field?: string;
  facts?: Record<string, string | number>;
  requestId?: string;
}

/**
 * One intended write, kept until the server acknowledged it.
 * `waiting` and `sending` go out by themselves; `refused` waits until the person tries again or drops
 * it; `asking` waits for the person's answer to CONFIRM_REPEAT.
 */
export interface OutboxEntry {
  /** Its place in line, given by the database. */
  seq: number;
  /** UUIDv7; the same on every try, so that the server applies it once. */
  operationId: string;
  /** `notes.create`: the procedure's path in the router. */
  procedure: string;
  input: Record<string, unknown>;
  /** Whose write it is: it goes out with this member's token or not at all. */
  memberId: string;
  link: ServerLink;
  contactId: string;
  /** UTC ms. */
  createdAt: number;
  attempts: number;
  /** UTC ms before which it is not tried again. */
  notBefore: number;
  state: "waiting" | "sending" | "refused" | "asking";
  refusal: Refusal | null;
}
