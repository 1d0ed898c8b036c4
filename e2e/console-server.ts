import { randomBytes } from "node:crypto";
import { readFile, mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createApp } from "../worker/app.ts";
import { hashPassword } from "../worker/auth/password.ts";
import type { Database } from "../worker/db/database.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import { newId } from "../worker/domain/id.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { createSealer } from "../worker/sealer.ts";
import type { Role } from "../shared/permissions.ts";

/** Where the built pages are; the suite builds them before it starts. */
const PAGES = new URL("../.output/chrome-mv3/", import.meta.url);
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

export const PASSWORD = "correct horse battery";
export const WORKSPACE = "shop";

export interface ConsoleServer {
  url: string;
  db: Database;
  /** What the app did not expect; a test asserts that it is empty. */
  reported: unknown[];
  addMember(name: string, email: string, role: Role): Promise<void>;
  close(): Promise<void>;
}

/** One workspace on an embedded file behind the app and the built console, on a free port. */
export async function startConsoleServer(pages = PAGES): Promise<ConsoleServer> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-console-"));
  const db = await openEmbedded(join(folder, "shop.db"));
  await migrate(db, await readMigrations("workspace"), Date.now());
  const sealer = await createSealer(randomBytes(32).toString("base64"));
  const password = await hashPassword(PASSWORD);
  const reported: unknown[] = [];

  const front = new Hono();
  const server = serve({ fetch: front.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  front.get("/console", async (c) => c.html(await readFile(new URL("console.html", pages), "utf8")));
  front.get("/:folder{chunks|assets}/:file", async (c) => {
    const { folder, file } = c.req.param();
    const body = await readFile(new URL(`${folder}/${file}`, pages), "utf8");
    return c.body(body, 200, { "Content-Type": TYPES[extname(file)] ?? "text/plain" });
  });
  front.route(
    "/",
    createApp({
      openWorkspace: async (slug) =>
        slug === WORKSPACE ? { slug, name: "小日子選物", db, release() {} } : null,
      now: Date.now,
      sealer,
      wake() {},
      report: (error) => void reported.push(error),
      clientAddress: () => "127.0.0.1",
      publicUrl: url,
    }),
  );

  return {
    url,
    db,
    reported,
    async addMember(name, email, role) {
      const now = Date.now();
      await db.write([
        {
          sql: "insert into member (id, email, name, role, state, password, created_at, updated_at) values (?, ?, ?, ?, 'active', ?, ?, ?)",
          args: [newId(now), email, name, role, password, now, now],
        },
      ]);
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
