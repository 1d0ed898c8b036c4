import * as v from "valibot";

export const SystemLook = v.object({});

/** `late`: more waits than usual. `failing`: it does not get anywhere by itself. */
export type PartState = "ok" | "late" | "failing";

/** The parts /healthz and the console speak of. */
export const PARTS = [
  "database",
  "migrations",
  "jobs",
  "inbound",
  "relay",
  "webhooks",
  "mail",
  "sealer",
] as const;
export type Part = (typeof PARTS)[number];

export interface JobsOfKind {
  kind: string;
  waiting: number;
  /** Of those waiting: failed last time and tried again. */
  failing: number;
  /** Given up. */
  failed: number;
  /** Why the newest of them failed, such as `http_401`. */
  error: string | null;
}

/** What the process that answered saw in the last hour; a Worker's isolate keeps no such account. */
export interface Vitals {
  /** Database calls that held the event loop for more than 50 ms, and the longest, ms. */
  slowCalls: number;
  slowestCall: number;
  /** The longest the event loop stood still, ms. */
  stall: number;
  /** Since when it counts, UTC ms. */
  since: number;
}

/** How this workspace's parts stand; times in UTC ms. */
export interface SystemState {
  at: number;
  parts: Record<Part, PartState>;
  schema: { has: number; needs: number };
  jobs: JobsOfKind[];
  inbound: { waiting: number; oldestAt: number | null; setAside: number };
  relay: { waiting: number; parked: number; failing: number; oldestAt: number | null };
  /** Other systems that are told of what happens, by the names an admin gave them. */
  webhooks: {
    waiting: number;
    /** Nothing arrives, so what waits is tried again. */
    failing: string[];
    /** Switched off as nothing had arrived for days, or as they said themselves that they are no more. */
    off: string[];
  };
  /** `on`: this server can send mail. */
  mail: { on: boolean; waiting: number; failed: number; error: string | null };
  /** Rows of the audit that are not chained yet. */
  sealer: { waiting: number; oldestAt: number | null };
  vitals: Vitals | null;
}
