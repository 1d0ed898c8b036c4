import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { buildPixel } from "../scripts/pixel.ts";
import type { Role } from "../shared/permissions.ts";
import { hashPassword } from "../worker/auth/password.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import type { Deps } from "../worker/deps.ts";
import { newId } from "../worker/domain/id.ts";
import { readAssets } from "../worker/runtime/file-assets.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { createSite } from "../worker/runtime/site.ts";
import { createWorkspaceOn, insertContact, type TestWorkspace } from "../worker/test/app-workspace.ts";
import { work } from "../worker/test/work.ts";
import { EXTENSION } from "./browser.ts";
import { sourceIdOf } from "./host/server.ts";

export const PASSWORD = "correct horse battery";

/** The real server and the built pages over HTTP on a workspace of its own; member `<role>@shop.test` signs in with PASSWORD. */
export interface TestServer {
  origin: string;
  workspace: TestWorkspace;
  /** Procedures called, oldest first, as `panel.open`; `OPTIONS …` for a preflight. */
  calls: string[];
  /** Answers nothing while true, as a server out of reach. */
  down: boolean;
  /** Customers by host conversation, as the inbox's connection knows them. */
  tieInbox(origin: string, conversations: readonly number[]): Promise<Map<number, string>>;
  /** Does what is due by now, as its job loop would. */
  runJobs(): Promise<void>;
  /** The member that began with one role has another: what they may is read with each answer. */
  become(member: Role, role: Role): Promise<void>;
  close(): Promise<void>;
}

export const nameOf = (conversation: number): string => `Customer ${conversation}`;

export async function startServer(): Promise<TestServer> {
  const now = Date.now();
  const folder = await mkdtemp(join(tmpdir(), "alongside-e2e-"));
  const file = join(folder, "shop.db");
  const embedded = await openEmbedded(file);
  await migrate(embedded, await readMigrations("workspace"), now);
  const workspace = await createWorkspaceOn(embedded, file, now);
  const hash = await hashPassword(PASSWORD);
  await workspace.db.write([{ sql: "update member set password = ?", args: [hash] }]);

  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { slug, db, sealer, reported } = workspace;
  const deps: Deps = {
    openWorkspace: async (name) => (name === slug ? { slug, name: "Shop", db, release() {} } : null),
    now: Date.now,
    sealer,
    get mailer() {
      return workspace.mailer.now;
    },
    get sms() {
      return workspace.sms.now;
    },
    wake: () => {},
    report: (error) => void reported.push(error),
    clientAddress: () => "127.0.0.1",
    publicUrl: origin,
  };
  const [assets, pixel] = [await readAssets(EXTENSION), buildPixel()];
  const script = () => new Response(pixel, { headers: { "Content-Type": "text/javascript; charset=utf-8" } });
  const app = createSite(
    deps,
    async (path, asked) => (path === "/pixel.js" ? script() : assets(path, asked)),
    null,
  );

  const server: TestServer = {
    origin,
    workspace,
    calls: [],
    down: false,
    async tieInbox(inbox, conversations) {
      const connectionId = newId(now);
      const people = new Map<number, string>();
      let channelId = "";
      for (const conversation of conversations) {
        const made = await insertContact(workspace.db, now, {
          externalId: sourceIdOf(conversation),
          name: nameOf(conversation),
        });
        people.set(conversation, made.contactId);
        channelId = made.channelId;
      }
      await workspace.db.write([
        {
          sql: "insert into connection (id, kind, name, origin, created_at, updated_at) values (?, 'chatwoot', 'Chatwoot', ?, ?, ?)",
          args: [connectionId, inbox, now, now],
        },
        {
          sql: "insert into channel_route (connection_id, account_key, channel_id) values (?, '1/3', ?)",
          args: [connectionId, channelId],
        },
      ]);
      return people;
    },
    async runJobs() {
      workspace.clock.now = Date.now();
      await work(workspace);
    },
    async become(member, role) {
      await workspace.db.write([
        { sql: "update member set role = ? where email = ?", args: [role, emailOf(member)] },
        "update contact set version = version + 1",
      ]);
    },
    async close() {
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
      embedded.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  const listener = getRequestListener(app.fetch);
  http.on("request", (request, response) => {
    if (server.down) {
      request.socket.destroy();
      return;
    }
    const procedure = /\/trpc\/([\w.]+)/.exec(request.url ?? "")?.[1];
    if (procedure) server.calls.push(request.method === "OPTIONS" ? `OPTIONS ${procedure}` : procedure);
    void listener(request, response);
  });
  return server;
}

export const emailOf = (role: Role): string => `${role}@shop.test`;
