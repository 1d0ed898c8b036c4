import type { Statement } from "../../db/statement.ts";
import { enqueueJob } from "../enqueue.ts";

/** The job that fetches what a shop's webhooks may have missed. */
export const CATCH_UP = "shop.catch_up";

const DAYS = 90;

/** How far a catch-up is; times in UTC ms. */
export interface CatchUpPayload extends Record<string, unknown> {
  connectionId: string;
  /** Orders changed since then. */
  since: number;
  /** When this round began; the next one asks for what changed since. */
  startedAt: number | null;
  cursor: string | null;
}

/** Begins with the orders of the last 90 days; then it goes on every hour by itself. */
export const enqueueCatchUp = (now: number, connectionId: string): Statement => {
  const payload: CatchUpPayload = {
    connectionId,
    since: now - DAYS * 86_400_000,
    startedAt: null,
    cursor: null,
  };
  return enqueueJob(now, { kind: CATCH_UP, key: `${CATCH_UP}/${connectionId}`, payload });
};
