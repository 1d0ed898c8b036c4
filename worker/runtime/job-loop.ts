import type { Deps } from "../deps.ts";
import { workOff } from "./work-off.ts";

/** How often workspaces are looked at without having been woken, in ms: due times and lost wakes. */
const ROUND = 5_000;

export interface JobLoop {
  wake(slug: string): void;
  /** Lets what is under way finish and starts nothing new. */
  stop(): Promise<void>;
}

/** Works off what waits, one run per workspace at a time; a wake during a run makes one more. */
export function startJobLoop(deps: Deps, slugs: () => Promise<string[]>): JobLoop {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const ended = new AbortController();

  function wake(slug: string): void {
    if (ended.signal.aborted) return;
    if (running.has(slug)) {
      again.add(slug);
      return;
    }
    const run = (async () => {
      do {
        again.delete(slug);
        // The answer that woke it goes out first.
        await new Promise((resolve) => setImmediate(resolve));
        await workOff(slug, deps).catch((error: unknown) => deps.report(error, `work/${slug}`));
      } while (again.has(slug) && !ended.signal.aborted);
      running.delete(slug);
    })();
    running.set(slug, run);
  }

  const timer = setInterval(() => {
    slugs().then(
      (all) => all.forEach(wake),
      (error: unknown) => deps.report(error, "work"),
    );
  }, ROUND);
  return {
    wake,
    async stop() {
      ended.abort();
      clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}
