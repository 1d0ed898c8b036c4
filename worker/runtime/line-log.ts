/** Lines that come close together are written together, ms: writing to a pipe holds the event loop. */
const GATHER_MS = 100;

/** Writes objects as lines of JSON, some at a time. */
export function lineLog(write: (text: string) => void) {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) write(`${waiting.join("\n")}\n`);
    waiting = [];
  };
  return {
    log(line: object): void {
      waiting.push(JSON.stringify(line));
      timer ??= setTimeout(flush, GATHER_MS);
    },
    /** Writes what waits. */
    flush,
  };
}
