/**
 * A server process as `worker/node.ts` makes it, with a shop's pixel: the app on an embedded file, its jobs
 * beside it. Tells its parent where it listens; answers each message with what is stored.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "../../worker/app.ts";
import { openEmbedded } from "../../worker/db/embedded.ts";
import { migrate } from "../../worker/db/migrate.ts";
import type { Deps, Workspace } from "../../worker/deps.ts";
import { addPixel } from "../../worker/domain/connections/add-pixel.ts";
import { startJobLoop } from "../../worker/runtime/job-loop.ts";
import { readMigrations } from "../../worker/runtime/migrations.ts";
import { createSealer } from "../../worker/sealer.ts";
import { ORIGIN } from "./posts.ts";

const folder = await mkdtemp(join(tmpdir(), "alongside-bench-"));
const db = await openEmbedded(join(folder, "bench.db"));
await migrate(db, await readMigrations("workspace"), Date.now());

const slug = "bench";
const workspace: Workspace = { slug, name: "Bench", db, release() {} };
const sealer = await createSealer(Buffer.alloc(32, 1).toString("base64"));
const failures: string[] = [];
const deps: Deps = {
  openWorkspace: async (name) => (name === slug ? workspace : null),
  now: () => Date.now(),
  sealer,
  mailer: null,
  sms: null,
  wake: (name) => loop.wake(name),
  report: (error) => void failures.push(String(error)),
  clientAddress: (request) => request.headers.get("X-Bench-Address") ?? "127.0.0.1",
  publicUrl: "http://127.0.0.1",
};
const loop = startJobLoop(deps, async () => [slug]);
await addPixel(
  {
    db,
    actor: { kind: "system", name: "operator" },
    now: Date.now(),
    operationId: undefined,
    requestId: "bench",
    sealer,
    mails: false,
    after() {},
  },
  { name: "Bench", origins: [ORIGIN], shopKey: "a key of the bench, long enough to be one" },
);

const server = createServer(getRequestListener(createApp(deps).fetch));
server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port, path: `/w/${slug}/pixel` });
});

const numbers = `select (select count(*) from pixel_event) as events,
  (select count(*) from pixel_event where waiting = 1) as waiting, (select count(*) from visitor) as visitors`;

process.on("message", async (message) => {
  if (message === "numbers") {
    const [result] = await db.read([numbers]);
    process.send?.({ ...result?.rows[0], failures: failures.slice(0, 3) });
  } else {
    server.close();
    server.closeAllConnections();
    await loop.stop();
    await db.end();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  }
});
