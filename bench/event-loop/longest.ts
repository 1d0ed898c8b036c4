import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Answers } from "../server.ts";

/** The longest that this process's event loop was held, ms, since it was asked to `begin`. */
export function watchLongest(): { longest(): number; answers: Answers } {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const longest = () => delay.max / 1e6;
  return {
    longest,
    answers: {
      async begin() {
        delay.reset();
        return {};
      },
      longest: async () => ({ longest: longest() }),
    },
  };
}
