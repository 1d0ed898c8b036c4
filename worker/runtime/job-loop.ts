import type { Deps } from "../deps.ts";
import { type Lane, lane } from "./lane.ts";
import { passOnAll, tellAll, workOff } from "./work-off.ts";

/** How often workspaces are looked at without having been woken, in ms: due times and lost wakes. */
const ROUND = 5_000;

export interface JobLoop {
  wake(slug: string): void;
  /** Lets what is under way finish and starts nothing new. */
  stop(): Promise<void>;
}

/**
 * Works off what waits, one run per workspace at a time; a wake during a run makes one more. What goes on
 * to the inboxes behind us and what endpoints are told have a lane each: a slow one holds nothing else up.
 */
export function startJobLoop(deps: Deps, slugs: () => Promise<string[]>): JobLoop {
  let ended = false;
  const stopping = () => ended;
  const lanes = [
    lane((slug) => workOff(slug, deps).catch((error: unknown) => deps.report(error, `work/${slug}`))),
    laneOfDue(deps, "relay", (slug) => passOnAll(slug, deps, stopping)),
    laneOfDue(deps, "webhooks", (slug) => tellAll(slug, deps, stopping)),
  ];

  const wake = (slug: string) => lanes.forEach((one) => one.wake(slug));

  const round = setInterval(() => {
    slugs().then(
      (all) => all.forEach(wake),
      (error: unknown) => deps.report(error, "work"),
    );
  }, ROUND);
  return {
    wake,
    async stop() {
      ended = true;
      clearInterval(round);
      await Promise.all(lanes.map((one) => one.stop()));
    },
  };
}

/** A lane that wakes by itself when something is due again, where that is sooner than the next round. */
function laneOfDue(deps: Deps, name: string, run: (slug: string) => Promise<number | null>): Lane {
  const timers = new Map<string, NodeJS.Timeout>();
  const inner = lane(async (slug) => {
    const dueAt = await run(slug).catch((error: unknown) => {
      deps.report(error, `${name}/${slug}`);
      return null;
    });
    clearTimeout(timers.get(slug));
    const inMs = dueAt === null ? ROUND : dueAt - deps.now();
    if (inMs < ROUND)
      timers.set(
        slug,
        setTimeout(() => inner.wake(slug), Math.max(inMs, 1)),
      );
  });
  return {
    wake: inner.wake,
    async stop() {
      await inner.stop();
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
