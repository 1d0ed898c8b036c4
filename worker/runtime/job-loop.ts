import type { Deps } from "../deps.ts";
import { lane } from "./lane.ts";
import { passOnAll, workOff } from "./work-off.ts";

/** How often workspaces are looked at without having been woken, in ms: due times and lost wakes. */
const ROUND = 5_000;

export interface JobLoop {
  wake(slug: string): void;
  /** Lets what is under way finish and starts nothing new. */
  stop(): Promise<void>;
}

/**
 * Works off what waits, one run per workspace at a time; a wake during a run makes one more. What goes on
 * to the inboxes behind us has a lane of its own: a slow one holds nothing else up.
 */
export function startJobLoop(deps: Deps, slugs: () => Promise<string[]>): JobLoop {
  const timers = new Map<string, NodeJS.Timeout>();
  let ended = false;
  const work = lane(async (slug) => {
    await workOff(slug, deps).catch((error: unknown) => deps.report(error, `work/${slug}`));
  });
  const relay = lane(async (slug) => {
    const dueAt = await passOnAll(slug, deps, () => ended).catch((error: unknown) => {
      deps.report(error, `relay/${slug}`);
      return null;
    });
    clearTimeout(timers.get(slug));
    // Later than a round the round finds it.
    const inMs = dueAt === null ? ROUND : dueAt - deps.now();
    if (inMs < ROUND)
      timers.set(
        slug,
        setTimeout(() => relay.wake(slug), Math.max(inMs, 1)),
      );
  });

  function wake(slug: string): void {
    work.wake(slug);
    relay.wake(slug);
  }

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
      await Promise.all([work.stop(), relay.stop()]);
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
