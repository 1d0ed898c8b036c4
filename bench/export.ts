import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Client, createClient } from "@libsql/client";
import { createApp } from "../worker/app.ts";
import type { Database } from "../worker/db/database.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import { sha256 } from "../worker/domain/batch.ts";
import { PAGE, selectRows } from "../worker/domain/export/page.ts";
import { newId } from "../worker/domain/id.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { createSealer } from "../worker/sealer.ts";
import { insertMessages } from "../worker/test/messages.ts";
import type { Figure } from "./main.ts";

const ROUNDS = 7;
const NOW = Date.UTC(2026, 10, 19, 16);
const TOKEN = "bench-supervisor-access-token";
const contactId = newId(NOW);
const conversationId = newId(NOW);

/**
 * One conversation taken out as CSV through the whole app, beside reading the same rows page by page
 * straight through the client: in turns, the ratio of the times of a turn, and of those the median.
 */
export async function* run(messages = 100_000): AsyncIterable<Figure> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-export-"));
  try {
    const file = join(folder, "ours.db");
    await make(file, messages);
    // A file has one owner: the client reads a copy.
    await cp(file, join(folder, "straight.db"));
    const db = await openEmbedded(file);
    const client = createClient({ url: `file:${join(folder, "straight.db")}`, concurrency: 1 });
    try {
      yield* await measure(db, client, messages);
    } finally {
      client.close();
      db.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(db: Database, client: Client, messages: number): Promise<Figure[]> {
  await client.execute("PRAGMA cache_size = -65536");
  const app = await appOn(db);
  // Once it is looked at what comes; then only that as much comes.
  const file = Buffer.from(await (await ask(app)).arrayBuffer());
  const lines = file.toString().split("\n").length - 1;
  if (lines !== messages + 1) throw new Error(`expected ${messages} messages, not ${lines - 1}`);
  const download = () => take(app, file.length);
  const times: { ours: number; straight: number }[] = [];
  let growth = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const [straight, exported] =
      round % 2 === 0
        ? [await readStraight(client, messages), await download()]
        : [await download(), await readStraight(client, messages)].toReversed();
    // The first round only fills the caches.
    if (round === 0 || !straight || !exported) continue;
    times.push({ ours: exported.ms, straight: straight.ms });
    growth = Math.max(growth, exported.growth);
  }
  const median = (of: (one: (typeof times)[number]) => number) =>
    times.map(of).sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  return [
    {
      name: "export.rows",
      value: (1000 * messages) / median(({ ours }) => ours),
      unit: "rows/s",
      floor: (1000 * messages) / median(({ straight }) => straight),
      ratio: median(({ ours, straight }) => ours / straight),
    },
    { name: "export.memory", value: growth / 1024 / 1024, unit: "MB" },
  ];
}

interface Taken {
  ms: number;
  /** Of the process, in bytes, at its highest. */
  growth: number;
}

type App = ReturnType<typeof createApp>;

async function appOn(db: Database): Promise<App> {
  return createApp({
    openWorkspace: async (slug) => ({ slug, name: "Shop", db, release() {} }),
    now: () => NOW,
    sealer: await createSealer(Buffer.alloc(32, 7).toString("base64")),
    mailer: null,
    sms: null,
    wake: () => undefined,
    report: (error) => console.error(error),
    clientAddress: () => "127.0.0.1",
    publicUrl: "http://alongside.test",
  });
}

const ask = async (app: App): Promise<Response> =>
  app.fetch(
    new Request("http://alongside.test/w/shop/files/conversation.csv", {
      method: "POST",
      headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify({ contactId, language: "zh-TW", operationId: newId(NOW) }),
    }),
  );

const take = (app: App, expected: number): Promise<Taken> =>
  measured(async (grown) => {
    const { status, body } = await ask(app);
    if (status !== 200 || !body) throw new Error(`expected a file, not ${status}`);
    let bytes = 0;
    for await (const part of body) {
      bytes += part.length;
      grown();
    }
    if (bytes !== expected) throw new Error(`expected ${expected} bytes, not ${bytes}`);
  });

function readStraight(client: Client, messages: number): Promise<Taken> {
  return measured(async () => {
    let after = { at: -1, seq: -1 };
    let rows = 0;
    for (;;) {
      const statement = selectRows({ contactId, ...after, lastSeq: 1e9, limit: PAGE });
      const [page] = await client.batch([statement], "deferred");
      const found = statement.decode(page ?? (await client.execute("select 1")));
      rows += found.length;
      const last = found.at(-1);
      if (!last) break;
      after = { at: last.at, seq: last.seq };
    }
    if (rows !== messages) throw new Error(`expected ${messages} rows, not ${rows}`);
  });
}

async function measured(work: (grown: () => void) => Promise<void>): Promise<Taken> {
  collectGarbage();
  const before = process.memoryUsage.rss();
  let growth = 0;
  const start = performance.now();
  await work(() => {
    growth = Math.max(growth, process.memoryUsage.rss() - before);
  });
  return { ms: performance.now() - start, growth };
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

async function make(file: string, messages: number): Promise<void> {
  const db = await openEmbedded(file);
  await migrate(db, await readMigrations("workspace"), NOW);
  const year = 365 * 86_400_000;
  await db.write([
    "insert into member (id, email, name, role, state, created_at, updated_at) values ('m', 'supervisor@shop.test', '林佳蓉', 'supervisor', 'active', 0, 0)",
    {
      sql: "insert into session (id, member_id, client, access_hash, access_expires_at, created_at, last_seen_at, expires_at) values ('s', 'm', 'extension', ?, ?, 0, 0, ?)",
      args: [sha256(TOKEN), NOW + year, NOW + year],
    },
    "insert into channel (id, kind, account_id, name, created_at, updated_at) values ('c', 'line', 'Ubot', '官方帳號', 0, 0)",
    "insert into customer (id, created_at) values ('k', 0)",
    {
      sql: "insert into contact (id, channel_id, external_id, customer_id, name, created_at, updated_at) values (?, 'c', 'U1', 'k', '王小明', 0, 0)",
      args: [contactId],
    },
    {
      sql: "insert into conversation (id, contact_id, channel_id, created_at) values (?, ?, 'c', 0)",
      args: [conversationId, contactId],
    },
  ]);
  const said = [
    "請問這件還有 M 號嗎？",
    "您好，這款目前還有庫存，請問需要幫您保留嗎？我們週一到週五都可以出貨。",
    "好的，謝謝！",
    "Order #1024 has shipped, thank you for waiting.",
  ];
  await insertMessages(
    db,
    { conversationId, channelId: "c" },
    Array.from({ length: messages }, (_, i) => ({
      sender: (["customer", "agent", "bot"] as const)[i % 3] ?? "customer",
      name: i % 3 === 1 ? "林佳蓉" : null,
      at: NOW - Math.floor(((messages - i) * year) / messages),
      ...(i % 20 === 0
        ? { type: "image", content: { url: `https://cdn.shop.test/${i}.jpg`, fileName: `${i}.jpg` } }
        : { text: said[i % said.length] ?? "" }),
    })),
  );
  await db.end();
}
