import { createClient } from "@libsql/client";
import { openEmbedded } from "../db/embedded.ts";

/**
 * A process that writes to the file it is given, tells each acknowledged row on a line of its output
 * and never ends well: tests kill it, or it kills itself. Run as `node writer.ts <how> <path>`.
 *
 * `raw` and `embedded` write while an intruder tries to take the lock of the file in between; `forever`
 * writes through `openEmbedded` until it is killed.
 */
const [how, path = ""] = process.argv.slice(2);

const CREATE = "create table if not exists row (id text primary key) strict";
const insert = (id: string) => ({ sql: "insert into row (id) values (?)", args: [id] });

async function rawWriter(): Promise<(id: string) => Promise<unknown>> {
  const client = createClient({ url: `file:${path}` });
  await client.execute("PRAGMA journal_mode = WAL");
  await client.execute(CREATE);
  let made = 0;
  // What application code does: batches here, single statements there.
  return (id) => (++made % 2 ? client.batch([insert(id)], "write") : client.execute(insert(id)));
}

async function embeddedWriter(): Promise<(id: string) => Promise<unknown>> {
  const db = await openEmbedded(path);
  await db.write([CREATE]);
  return (id) => db.write([insert(id)]);
}

const write = how === "raw" ? await rawWriter() : await embeddedWriter();

async function writeAll(prefix: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await write(`${prefix}.${i}`).then(
      () => process.stdout.write(`${prefix}.${i}\n`),
      () => undefined,
    );
  }
}

/** Takes the write lock when it can be had, as a backup tool or a curious `sqlite3` would. */
async function intrude(during: () => Promise<void>): Promise<void> {
  const release = await (async () => {
    try {
      const intruder = createClient({ url: `file:${path}` });
      const transaction = await intruder.transaction("write");
      return async () => {
        await transaction.rollback();
        intruder.close();
      };
    } catch {
      return async () => undefined;
    }
  })();
  await during();
  await release();
}

if (how === "forever") {
  for (let i = 0; ; i++) await Promise.all([writeAll(`${i}a`, 5), writeAll(`${i}b`, 5)]);
}
for (let round = 0; round < 5; round++) {
  await intrude(() => writeAll(`${round}.held`, 5));
  await writeAll(`${round}.free`, 10);
}
process.kill(process.pid, "SIGKILL");
