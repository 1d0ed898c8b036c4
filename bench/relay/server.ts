/**
 * A server process with two LINE connections, one with an inbox behind it. Tells its parent where they
 * are; answers `waiting` with what is still to be done, and `numbers` with what failed.
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
import { addLine } from "../../worker/domain/connections/add-line.ts";
import type { Call } from "../../worker/domain/ctx.ts";
import { setRelay } from "../../worker/domain/relay/set.ts";
import { useOutgoing } from "../../worker/outgoing/outgoing.ts";
import { startJobLoop } from "../../worker/runtime/job-loop.ts";
import { readMigrations } from "../../worker/runtime/migrations.ts";
import { createSealer } from "../../worker/sealer.ts";
import { BOT, SECRET } from "../hooks/posts.ts";

// LINE and the inbox are stand-ins on this machine.
useOutgoing({ allowPrivate: true });
const [apiBase = "", inbox = ""] = process.argv.slice(2);
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
const line = { channelSecret: SECRET, accessToken: "token", accountId: BOT, apiBase };
const off = await addLine(call(), { name: "Off", ...line });
const on = await addLine(call(), { name: "On", ...line });
await setRelay(call(), { connectionId: on.connectionId, url: inbox });
loop.wake(slug);

const server = createServer(getRequestListener(createApp(deps).fetch));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const path = (id: string) => `/w/${slug}/hooks/${id}`;
  process.send?.({ port, off: path(off.connectionId), on: path(on.connectionId) });
});

const waiting = `select (select count(*) from inbound_event where processed_at is null)
  + (select count(*) from relay_post where state = 'waiting')
  + (select count(*) from job where state <> 'done' and run_at < ?) as n`;

process.on("message", async (message) => {
  if (message === "waiting") {
    const [result] = await db.read([{ sql: waiting, args: [Date.now()] }]);
    process.send?.({ waiting: Number(result?.rows[0]?.["n"]) });
  } else if (message === "numbers") {
    process.send?.({ failed: failures.length, failures: failures.slice(0, 5) });
  } else {
    await loop.stop();
    db.close();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  }
});
