import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fdatasyncSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { constants as priorities, setPriority } from "node:os";
import { createClient } from "@libsql/client";

/** The process behind `copyDatabase`: `node copy-database-process.ts <from> <to>`. */
const [from = "", to = ""] = process.argv.slice(2);

/** Written at once, in bytes: what is not yet on the disk is what the server's own writes wait behind. */
const PIECE = 2 * 1024 * 1024;

function copyInPieces(): void {
  const source = openSync(from, "r");
  const target = openSync(to, "wx", 0o600);
  made = true;
  const piece = Buffer.allocUnsafe(PIECE);
  for (;;) {
    const length = readSync(source, piece);
    if (length === 0) break;
    writeSync(target, piece, 0, length);
    fdatasyncSync(target);
  }
  closeSync(source);
  closeSync(target);
}

function copy(): void {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    chmodSync(to, 0o600);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw error;
    // Most file systems cannot share blocks between files.
    rmSync(to, { force: true });
    copyInPieces();
  }
}

async function check(): Promise<void> {
  const client = createClient({ url: `file:${to.replace(/[%?#]/g, encodeURIComponent)}`, concurrency: 1 });
  const { rows } = await client.execute("PRAGMA quick_check(1)");
  if (rows[0]?.[0] !== "ok") throw new Error("it is damaged");
  // One file, without a log beside it, is what a person keeps.
  await client.execute("PRAGMA journal_mode = DELETE");
  client.close();
}

let made = false;
try {
  // Whoever waits for an answer of the server comes first.
  setPriority(priorities.priority.PRIORITY_LOW);
  copy();
  made = true;
  await check();
} catch (error) {
  const { message } = error instanceof Error ? error : new Error(String(error));
  console.error(message.replace(/^SQLITE_\w+: /, "").replace(/, (?:copyfile|open) .*$/s, ""));
  if (made) rmSync(to, { force: true });
  process.exit(1);
}
