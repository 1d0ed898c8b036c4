import { close, fdatasync, open, readSync } from "node:fs";
import { open as openFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

/** What waits for the disk, on another thread than the one SQLite runs on. */
export interface Disk {
  /** @returns a descriptor, to be closed by hand */
  open(path: string): Promise<number>;
  /** Resolves once everything written to that file before the call outlives a power cut. */
  sync(fd: number): Promise<void>;
  close(fd: number): Promise<void>;
  /** The same of a file's name in its folder, where a system has that. */
  syncName(path: string): Promise<void>;
}

export const disk: Disk = {
  open: (path) => promisify(open)(path, "r+"),
  sync: promisify(fdatasync),
  close: promisify(close),
  async syncName(path) {
    const folder = await openFile(dirname(path), "r");
    // Windows has no such thing for folders.
    await folder.sync().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EPERM") throw error;
    });
    await folder.close();
  },
};

const HEADER = 32;
const FRAME = 24;

/**
 * Whether a write-ahead log holds that many pages: each carries the two salts of the round of the log it
 * was written in, as the log's head does (https://www.sqlite.org/fileformat2.html#walformat).
 */
export function logReaches(fd: number, pages: number): boolean {
  const head = Buffer.alloc(HEADER);
  if (readSync(fd, head, 0, HEADER, 0) < HEADER) return false;
  const frame = Buffer.alloc(FRAME);
  const at = HEADER + (pages - 1) * (FRAME + head.readUInt32BE(8));
  return readSync(fd, frame, 0, FRAME, at) === FRAME && frame.compare(head, 16, 24, 8, 16) === 0;
}

/** Answers many who wait with one call, which began after each of them asked. */
export function shared(call: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const start = (): Promise<void> => {
    next = null;
    const mine = call().finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    return mine;
  };
  return () => {
    if (next) return next;
    if (!running) return start();
    next = running.then(start, start);
    return next;
  };
}
