import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../worker/db/database.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import { SCHEMA_VERSION, schemaVersion } from "../worker/db/schema-version.ts";
import { openServer } from "../worker/db/server.ts";
import { listWorkspace } from "../worker/runtime/directory.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { createWorkspaceOn, TEST_KEY } from "../worker/test/app-workspace.ts";
import { createDatabase } from "../worker/test/edge-workspace.ts";
import { startSqld } from "../worker/test/sqld.ts";
import { work } from "../worker/test/work.ts";
import { startWorkerd } from "./shop/workerd.ts";
import { keep, keepSame, type Suite } from "./suite.ts";

/** Rows the app of that schema version made, see docs/torture.md. */
const FIXTURES = new URL("schemas/", import.meta.url);
const STATEMENTS = 200;

/** What the fixtures hold: an admin's access token, and a pinned conversation of somebody by that name. */
const KNOWN = {
  token: "token-of-admin-in-the-fixture-0123456789",
  ref: { inbox: "demo", origin: "http://inbox.test", account: "9", conversation: "77", hints: {} },
  name: "改名",
  waiting: "waits",
};

/** The app in front of a database that was migrated. */
interface Opened {
  db: Database;
  ask(procedure: string, input: unknown): Promise<unknown>;
  workOff(): Promise<void>;
  end(): Promise<void>;
}

/** Every schema that was ever released, with what its app had stored, becomes the newest. */
export const run: Suite = async () => {
  const files = (await readdir(FIXTURES)).filter((name) => name.endsWith(".sql")).sort();
  const lines = [];
  for (const engine of [await embedded(), await edge()]) {
    try {
      for (const file of files) {
        const rows = await migrateFixture(engine, file);
        lines.push(`${engine.name} ${file.slice(0, 4)}: ${rows} rows as they were`);
      }
    } finally {
      await engine.stop();
    }
  }
  return `to ${String(SCHEMA_VERSION).padStart(4, "0")}, ${lines.join("; ")}`;
};

interface Engine {
  name: string;
  create(name: string): Promise<Database>;
  /** Once it is migrated. */
  open(name: string, db: Database): Promise<Opened>;
  stop(): Promise<void>;
}

async function migrateFixture(engine: Engine, file: string): Promise<number> {
  const version = Number(file.slice(0, 4));
  const name = `v${version}`;
  const migrations = await readMigrations("workspace");
  const db = await engine.create(name);
  await migrate(
    db,
    migrations.filter(({ number }) => number <= version),
    1,
  );
  await load(db, await readFile(new URL(file, FIXTURES), "utf8"));
  const tables = await tablesOf(db);
  const before = await contentOf(db, tables);
  const applied = await migrate(db, migrations, 2);
  keep(applied.length === migrations.length - version, `${applied.length} migrations were applied`);
  keepSame(`${engine.name} from ${name}`, await contentOf(db, tables), before);
  keep((await schemaVersion(db)) === SCHEMA_VERSION, "it is not the newest schema");
  await keepWhole(db);

  const opened = await engine.open(name, db);
  try {
    await keepWorking(opened);
    await keepWhole(db);
  } finally {
    await opened.end();
  }
  return [...before.values()].reduce((sum, content) => sum + Number(content.split(" ")[0]), 0);
}

async function load(db: Database, text: string): Promise<void> {
  // A statement is a line: the fixtures write texts of several lines in hexadecimal.
  const statements = text.split("\n").filter((line) => line !== "");
  for (let i = 0; i < statements.length; i += STATEMENTS) {
    await db.write(statements.slice(i, i + STATEMENTS));
  }
}

/** Tables and their columns; of full-text search, what it is stored in. */
async function tablesOf(db: Database): Promise<Map<string, string[]>> {
  const [found] = await db.read([
    `select t.name as "table", c.name as column from sqlite_master t join pragma_table_info(t.name) c
     where t.type = 'table' and t.sql not like 'create virtual%'
       and t.name not like 'sqlite_%' and t.name not in ('migration', 'guard') order by t.name, c.cid`,
  ]);
  const tables = new Map<string, string[]>();
  for (const row of found?.rows ?? []) {
    const table = String(row["table"]);
    tables.set(table, [...(tables.get(table) ?? []), String(row["column"])]);
  }
  return tables;
}

/** How many rows each table has, and a digest of all they hold. */
async function contentOf(db: Database, tables: Map<string, string[]>): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for (const [table, columns] of tables) {
    const row = columns.map((column) => `quote("${column}")`).join(" || ',' || ");
    const [found] = await db.read([`select ${row} as row from "${table}" order by 1`]);
    const rows = found?.rows.map((one) => String(one["row"])) ?? [];
    const digest = createHash("sha256").update(rows.join("\n")).digest("base64url");
    content.set(table, `${rows.length} ${digest.slice(0, 12)}`);
  }
  return content;
}

async function keepWhole(db: Database): Promise<void> {
  const [broken, integrity] = await db.read(["pragma foreign_key_check", "pragma integrity_check"]);
  keep(broken?.rows.length === 0, `${broken?.rows.length} foreign keys point nowhere`);
  keep(String(integrity?.rows[0]?.[0]) === "ok", `the database is not whole: ${integrity?.rows[0]?.[0]}`);
}

/** It is the same shop to work in: who is there is shown and found, and what was under way goes on. */
async function keepWorking({ db, ask, workOff }: Opened): Promise<void> {
  const panel = (await ask("panel.open", { ref: KNOWN.ref })) as { state: string; tags?: unknown[] };
  const [tags] = await db.read([
    `select count(*) as n from contact_tag where present = 1 and contact_id =
      (select contact_id from inbox_link where conversation = '${KNOWN.ref.conversation}')`,
  ]);
  const shown = panel.tags?.length;
  keep(panel.state === "linked" && shown === tags?.rows[0]?.["n"], `${shown} tags of a ${panel.state} panel`);
  await workOff();
  const found = (await ask("contacts.find", { text: KNOWN.name, cursor: null })) as { items: unknown[] };
  keep(found.items.length === 1, `${found.items.length} are found by a part of a name`);
  const [messages] = await db.read([
    { sql: "select count(*) as n from message where text = ?", args: [KNOWN.waiting] },
  ]);
  keep(messages?.rows[0]?.["n"] === 1, "what waited to be worked off was not");
}

const post = (procedure: string, input: unknown): [string, RequestInit] => [
  `/trpc/${procedure}`,
  {
    method: "POST",
    body: JSON.stringify(input),
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${KNOWN.token}` },
  },
];

async function dataOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as { result?: { data: unknown } };
  keep(response.status === 200, `it answered ${response.status}: ${JSON.stringify(body)}`);
  return body.result?.data;
}

async function embedded(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-migrations-"));
  const path = (name: string) => join(folder, `${name}.db`);
  return {
    name: "embedded",
    create: (name) => openEmbedded(path(name)),
    async open(name, db) {
      const shop = await createWorkspaceOn(db, path(name), Date.now());
      return {
        db,
        ask: async (procedure, input) => {
          const [where, init] = post(procedure, input);
          return dataOf(await shop.fetch(`/w/${shop.slug}${where}`, init));
        },
        workOff: () => work(shop),
        end: async () => db.close(),
      };
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

async function edge(): Promise<Engine> {
  const sqld = await startSqld();
  await createDatabase(sqld, "directory", "directory");
  const directory = openServer({ url: sqld.url("directory") });
  const workerd = await startWorkerd({
    DIRECTORY_URL: sqld.url("directory"),
    ALONGSIDE_KEY: TEST_KEY,
    PUBLIC_URL: "http://alongside.test",
    ALONGSIDE_ALLOW_PRIVATE_ADDRESSES: "on",
  });
  return {
    name: "edge",
    async create(name) {
      await sqld.create(name);
      return openServer({ url: sqld.url(name) });
    },
    async open(name, db) {
      const url = sqld.url(name);
      await listWorkspace(directory, { slug: name, name, url, sealedToken: null }, Date.now());
      return {
        db,
        ask: async (procedure, input) => {
          const [where, init] = post(procedure, input);
          return dataOf(await fetch(`${workerd.url}/w/${name}${where}`, init));
        },
        workOff: async () => void (await fetch(`${workerd.url}/torture/cron`)),
        end: async () => db.close(),
      };
    },
    async stop() {
      directory.close();
      await workerd.stop();
      await sqld.stop();
    },
  };
}
