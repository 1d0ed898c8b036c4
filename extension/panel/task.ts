import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type CallFailure, failureOf } from "../lib/failure.ts";

/** A call a person started: whether it runs and why the last run failed. A new run makes the one before void. */
export interface Task<Args extends unknown[]> {
  readonly running: ReadonlySignal<boolean>;
  readonly failure: ReadonlySignal<CallFailure | null>;
  /** Never throws. */
  run(...args: Args): Promise<void>;
  /** Makes a run that is under way void. */
  forget(): void;
}

export function createTask<Args extends unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
  done: (result: Result, ...args: Args) => void,
): Task<Args> {
  const running = signal(false);
  const failure = signal<CallFailure | null>(null);
  let newest = 0;
  return {
    running,
    failure,
    async run(...args) {
      const mine = ++newest;
      running.value = true;
      try {
        const result = await call(...args);
        if (mine !== newest) return;
        batch(() => {
          running.value = false;
          failure.value = null;
          done(result, ...args);
        });
      } catch (error) {
        if (mine !== newest) return;
        batch(() => {
          running.value = false;
          failure.value = failureOf(error);
        });
      }
    },
    forget() {
      newest++;
      batch(() => {
        running.value = false;
        failure.value = null;
      });
    },
  };
}
