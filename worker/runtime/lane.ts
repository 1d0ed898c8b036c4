export interface Lane {
  wake(name: string): void;
  /** Lets what is under way finish and starts nothing new. */
  stop(): Promise<void>;
}

/** Runs something for each name, one run per name at a time; a wake during a run makes one more. */
export function lane(run: (name: string) => Promise<void>): Lane {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const ended = new AbortController();

  async function runs(name: string): Promise<void> {
    do {
      again.delete(name);
      // The answer that woke it goes out first.
      await new Promise((resolve) => setImmediate(resolve));
      await run(name);
    } while (again.has(name) && !ended.signal.aborted);
    running.delete(name);
  }

  return {
    wake(name) {
      if (ended.signal.aborted) return;
      if (running.has(name)) again.add(name);
      else running.set(name, runs(name));
    },
    async stop() {
      ended.abort();
      await Promise.all(running.values());
    },
  };
}
