import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Vitals } from "../../shared/schemas/system.ts";

const MINUTE = 60_000;
const MINUTES = 60;
/** How finely the event loop is looked at, ms; it adds as much to what is measured. */
const RESOLUTION = 20;

interface Minute {
  at: number;
  slowCalls: number;
  slowestCall: number;
  stall: number;
}

/** What a process notices of itself, for the last hour, a minute at a time. */
export function keepVitals(now: () => number) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  const since = now();
  const begun = (): Minute => ({ at: now(), slowCalls: 0, slowestCall: 0, stall: 0 });
  const minutes = [begun()];
  const newest = (): Minute => minutes.at(-1) ?? begun();
  const look = () => {
    newest().stall = Math.max(newest().stall, Math.round(delay.max / 1e6) - RESOLUTION);
  };
  const timer = setInterval(() => {
    look();
    delay.reset();
    minutes.push(begun());
    if (minutes.length > MINUTES) minutes.shift();
  }, MINUTE);
  timer.unref();

  return {
    /** A database call held the event loop for so long. */
    slow(ms: number): void {
      newest().slowCalls++;
      newest().slowestCall = Math.max(newest().slowestCall, ms);
    },
    read(): Vitals {
      look();
      return {
        since: Math.max(since, now() - MINUTES * MINUTE),
        slowCalls: minutes.reduce((sum, { slowCalls }) => sum + slowCalls, 0),
        slowestCall: Math.max(...minutes.map(({ slowestCall }) => slowestCall)),
        stall: Math.max(0, ...minutes.map(({ stall }) => stall)),
      };
    },
    end(): void {
      clearInterval(timer);
      delay.disable();
    },
  };
}
