import { constants, copyFileSync, chmodSync, rmSync } from "node:fs";
import { createClient } from "@libsql/client";

/** The process behind `copyDatabase`: `node copy-database-process.ts <from> <to>`. */
const [from = "", to = ""] = process.argv.slice(2);

try {
  copyFileSync(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  chmodSync(to, 0o600);
  const client = createClient({ url: `file:${to.replace(/[%?#]/g, encodeURIComponent)}`, concurrency: 1 });
  const { rows } = await client.execute("PRAGMA quick_check(1)");
  if (rows[0]?.[0] !== "ok") throw new Error("it is damaged");
  // One file, without a log beside it, is what a person keeps.
  await client.execute("PRAGMA journal_mode = DELETE");
  client.close();
} catch (error) {
  const { message } = error instanceof Error ? error : new Error(String(error));
  console.error(message.replace(/^SQLITE_\w+: /, "").replace(/, copyfile .*$/s, ""));
  if (!message.startsWith("EEXIST")) rmSync(to, { force: true });
  process.exit(1);
}
