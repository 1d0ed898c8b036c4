/**
 * A server process as `worker/node.ts` makes it: the app on an embedded file, its jobs beside it. Tells
 * its parent where it listens; answers each message with what is stored.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp } from "../../worker/app.ts";
import { openEmbedded } from "../../worker/db/embedded.ts";
import { migrate } from "../../worker/db/migrate.ts";
import type { Deps, Workspace } from "../../worker/deps.ts";
import { CHANNELS } from "../../torture/channels/registry.ts";
import type { Call } from "../../worker/domain/ctx.ts";
import { startJobLoop } from "../../worker/runtime/job-loop.ts";
import { readMigrations } from "../../worker/runtime/migrations.ts";
import { useOutgoing } from "../../worker/outgoing/outgoing.ts";
import { createSealer } from "../../worker/sealer.ts";

// Providers are a stand-in on this machine.
useOutgoing({ allowPrivate: true });
const apiBase = String(process.argv[2]);
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
  clientAddress: () => "127.0.0.1",
  publicUrl: "http://127.0.0.1",
};
const loop = startJobLoop(deps, async () => [slug]);
const call = (): Call => ({
  db,
  actor: { kind: "system", name: "operator" },
  now: Date.now(),
  operationId: undefined,
  requestId: "bench",
  sealer,
  after() {},
});
const paths: Record<string, string> = {};
for (const channel of CHANNELS) {
  paths[channel.name] = `/w/${slug}/hooks/${await channel.connect(call(), apiBase)}`;
}

const server = createServer(getRequestListener(createApp(deps).fetch));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, path: paths["line"], paths });
});

const numbers = `select
  (select count(*) from inbound_event) as events,
  (select count(*) from inbound_event where processed_at is null) as waiting,
  (select count(*) from inbound_event where error is not null) as aside,
  (select count(*) from message) as messages,
  (select count(distinct provider_id) from message) as distinctMessages,
  (select sum(message_count) from conversation) as counted,
  (select count(*) from contact) as contacts,
  (select count(*) from job where state <> 'done' and kind <> 'inbound.purge') as jobs`;

process.on("message", async (message) => {
  if (message === "waiting") {
    const [result] = await db.read([
      "select exists (select 1 from inbound_event where processed_at is null) as n",
    ]);
    process.send?.({ waiting: Number(result?.rows[0]?.["n"]) });
  } else if (message === "numbers") {
    const [result] = await db.read([numbers]);
    const { user, system } = process.cpuUsage();
    process.send?.({
      ...result?.rows[0],
      cpu: (user + system) / 1000,
      failures: failures.slice(0, 5),
      failed: failures.length,
    });
  } else {
    await loop.stop();
    db.close();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  }
});
