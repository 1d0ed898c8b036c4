import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { type Client, createClient, type InValue } from "@libsql/client";
import type { ConversationRef } from "../shared/conversation-ref.ts";
import { splitStatements } from "../worker/db/migrate.ts";
import { sha256 } from "../worker/domain/batch.ts";
import { nameTerms } from "../worker/domain/contacts/name-terms.ts";

export interface Size {
  contacts: number;
  messages: number;
}

/** The size the numbers are promised at. */
export const FULL: Size = { contacts: 1_000_000, messages: 5_000_000 };

/** Customers whose panel is filled: with notes, tags, events and messages of a year. */
const OPENED = 200;
const NOTES = 10;
const TAGS = 15;
const EVENTS = 300;
const MESSAGES = 200;

/** 2026-11-20 00:00 in Taipei: the newest thing in the dataset happened then. */
export const NOW = Date.UTC(2026, 10, 19, 16);
const YEAR = 365 * 86_400_000;
const CHUNK = 100_000;

/** The access token of the agent who opens panels. */
export const TOKEN = "bench-agent-access-token";

const cache = fileURLToPath(new URL("../.cache/bench/", import.meta.url));
const migrations = new URL("../migrations/workspace/", import.meta.url);

/** What the inbox shows of the customers that are opened, in the order they are. */
export function openedRefs({ contacts }: Size): ConversationRef[] {
  return opened(contacts).map((i) => ({
    inbox: "chatwoot",
    origin: "https://chat.shop.test",
    account: "1",
    conversation: String(i),
    identity: { channelAccount: "1", externalId: `U${i}` },
    hints: { name: nameOf(i), phone: phoneOf(i) },
  }));
}

/**
 * A workspace's database of that size, made once and kept in `.cache/bench/`.
 *
 * @returns its path; nobody has it open
 */
export async function ensureDataset(size: Size): Promise<string> {
  await mkdir(cache, { recursive: true });
  const schema = await readSchema();
  const key = createHash("sha256")
    .update(JSON.stringify([schema, size, NOTES, TAGS, EVENTS, MESSAGES]))
    .digest("hex")
    .slice(0, 12);
  const path = join(cache, `workspace-${size.contacts}-${key}.db`);
  if (await exists(path)) return path;
  const unfinished = `${path}.unfinished`;
  for (const end of ["", "-wal", "-journal"]) await rm(`${unfinished}${end}`, { force: true });
  console.error(`bench: making ${size.contacts} contacts and ${size.messages} messages, once; minutes`);
  const client = createClient({ url: `file:${unfinished}`, concurrency: 1 });
  try {
    for (const pragma of [
      "journal_mode = OFF",
      "synchronous = OFF",
      "foreign_keys = OFF",
      "cache_size = -524288",
    ])
      await client.execute(`PRAGMA ${pragma}`);
    await client.batch(splitStatements(schema));
    await fill(client, size);
    await client.execute("PRAGMA optimize");
    await client.execute("PRAGMA journal_mode = WAL");
  } finally {
    client.close();
  }
  for (const end of ["-wal", "-shm"]) await rm(`${unfinished}${end}`, { force: true });
  await rename(unfinished, path);
  return path;
}

async function fill(client: Client, size: Size): Promise<void> {
  const { contacts } = size;
  await client.batch([
    {
      sql: "insert into member (id, email, name, role, state, created_at, updated_at) values ('m', 'agent@shop.test', '林佳蓉', 'agent', 'active', 0, 0)",
      args: [],
    },
    {
      sql: "insert into session (id, member_id, client, access_hash, access_expires_at, created_at, last_seen_at, expires_at) values ('s', 'm', 'extension', ?, ?, 0, 0, ?)",
      args: [await sha256(TOKEN), NOW + YEAR, NOW + YEAR],
    },
    "insert into connection (id, kind, name, origin, created_at, updated_at) values ('cw', 'chatwoot', 'Chatwoot', 'https://chat.shop.test', 0, 0), ('l', 'line', 'LINE', null, 0, 0)",
    `insert into channel (id, kind, account_id, name, created_at, updated_at) values ('${id("f", 1)}', 'line', 'Ubot', '官方帳號', 0, 0)`,
    `insert into channel_route values ('cw', '1/1', '${id("f", 1)}'), ('l', 'Ubot', '${id("f", 1)}')`,
  ]);
  const perContact = Math.max(1, Math.ceil((size.messages - MESSAGES * OPENED) / contacts));
  for (let from = 0; from < contacts; from += CHUNK) {
    const to = Math.min(from + CHUNK, contacts);
    for (const sql of contactRows(perContact)) await client.execute({ sql, args: { from, to, now: NOW } });
    await insertMany(
      client,
      "contact_name (rowid, terms, words)",
      range(from, to).map((i) => {
        const { terms, words } = nameTerms(nameOf(i));
        return [i + 1, terms, words];
      }),
    );
    await updateNames(client, from, to);
  }
  await client.execute("insert into contact_name (contact_name) values ('optimize')");
  await fillOpened(client, contacts);
}

/** An id in the form of ours, the same for the same number. */
const id = (kind: string, i: number): string =>
  `${kind.repeat(8)}-0000-7000-8000-${i.toString(16).padStart(12, "0")}`;
const idSql = (kind: string, i: string): string =>
  `'${kind.repeat(8)}-0000-7000-8000-' || printf('%012x', ${i})`;

/** Rows of the contacts :from to :to, by SQL alone: 100,000 a second and more. */
function contactRows(messages: number): string[] {
  const n =
    "with recursive n(i) as (select cast(:from as integer) union all select i + 1 from n where i + 1 < :to)";
  const channel = `'${id("f", 1)}'`;
  const at = `cast(:now as integer) - (i % 8760) * 3600000`;
  return [
    `${n} insert into customer select ${idSql("a", "i")}, ${at} from n`,
    `${n} insert into contact (seq, id, channel_id, external_id, customer_id, email, phone, member_no, last_customer_at, created_at, updated_at)
     select i + 1, ${idSql("b", "i")}, ${channel}, 'U' || i, ${idSql("a", "i")}, 'customer' || i || '@mail.test',
       '+8869' || printf('%08d', i), 'M-' || printf('%07d', i), ${at}, ${at}, ${at} from n`,
    `${n} insert into conversation (id, contact_id, channel_id, message_count, last_message_at, created_at)
     select ${idSql("c", "i")}, ${idSql("b", "i")}, ${channel}, ${messages}, ${at}, ${at} from n`,
    `${n} insert into inbox_link select 'chatwoot', 'https://chat.shop.test', '1', i, ${idSql("b", "i")}, 'webhook', null, ${at} from n`,
    `${n} insert into contact_value select ${idSql("d", "i")}, ${idSql("b", "i")}, 'phone', null, 'channel', null, ${at} from n`,
    `${n} insert into event (id, contact_id, kind, actor_kind, at) select ${idSql("e", "i")}, ${idSql("b", "i")}, 'conversation.created', 'customer', ${at} - 31536000000 from n`,
    `${n}, m(j) as (select 0 union all select j + 1 from m where j + 1 < ${messages})
     insert into message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at)
     select ${idSql("1", `i * ${messages} + j`)}, ${idSql("c", "i")}, ${channel}, 'p' || (i * ${messages} + j),
       case when j % 2 then 'agent' else 'customer' end, 'text', '您好，請問這個商品還有貨嗎？ ' || i || ' / ' || j,
       ${at} - (${messages} - j) * 60000, ${at} from n, m`,
  ];
}

/** Names are made here, since their index is; the rows learn them from a list. */
async function updateNames(client: Client, from: number, to: number): Promise<void> {
  const names = JSON.stringify(range(from, to).map(nameOf));
  await client.execute({
    sql: "update contact set name = j.value from json_each(:names) j where contact.seq = :from + j.key + 1",
    args: { names, from },
  });
}

async function fillOpened(client: Client, contacts: number): Promise<void> {
  await insertMany(
    client,
    "tag (id, name, name_key, created_at)",
    range(0, 40).map((t) => [id("9", t), `標籤 ${t}`, `標籤 ${t}`, 0]),
  );
  for (const i of opened(contacts)) {
    const contact = id("b", i);
    const row = (j: number) => i * 1000 + j;
    const at = (j: number) => NOW - j * 3_600_000;
    await insertMany(
      client,
      "note (id, contact_id, author_id, text, created_at, updated_at)",
      range(0, NOTES).map((j) => [
        id("2", row(j)),
        contact,
        "m",
        `客人上週來電，想知道禮盒能不能分開寄送，已回覆可以。第 ${j} 則`,
        at(j),
        at(j),
      ]),
    );
    await insertMany(
      client,
      "contact_tag (contact_id, tag_id, present, count, last_at)",
      range(0, TAGS).map((j) => [contact, id("9", (i + j) % 40), 1, 1 + (j % 9), at(j)]),
    );
    await insertMany(
      client,
      "tagging (id, contact_id, tag_id, action, channel_id, source, author_id, at)",
      range(0, TAGS * 4).map((j) => [
        id("3", row(j)),
        contact,
        id("9", (i + (j % TAGS)) % 40),
        "apply",
        id("f", 1),
        "agent",
        "m",
        at(j),
      ]),
    );
    await insertMany(
      client,
      "contact_value (id, contact_id, field, value, source, author_id, at)",
      ["name", "email", "phone"].map((field, j) => [
        id("4", row(j)),
        contact,
        field,
        null,
        "agent",
        "m",
        at(0),
      ]),
    );
    await insertMany(
      client,
      "event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)",
      range(0, EVENTS).map((j) => [
        id("5", row(j)),
        contact,
        "tag.repeated",
        "member",
        "m",
        "林佳蓉",
        JSON.stringify({ tag: `標籤 ${j % 40}` }),
        at(j),
      ]),
    );
    await insertMany(
      client,
      "message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at)",
      range(0, MESSAGES).map((j) => [
        id("6", row(j)),
        id("c", i),
        id("f", 1),
        `q${row(j)}`,
        "customer",
        "text",
        "請問今天會出貨嗎？",
        at(j),
        at(j),
      ]),
    );
  }
}

/** @param into table and columns */
async function insertMany(client: Client, into: string, rows: InValue[][]): Promise<void> {
  const width = rows[0]?.length ?? 0;
  const perStatement = Math.floor(480 / Math.max(1, width));
  for (let from = 0; from < rows.length; from += perStatement) {
    const some = rows.slice(from, from + perStatement);
    const values = some.map(() => `(${Array(width).fill("?").join(", ")})`).join(", ");
    await client.execute({ sql: `insert into ${into} values ${values}`, args: some.flat() });
  }
}

const SURNAMES = [..."陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐"];
const GIVEN = [..."小大志明淑芬雅婷怡君家豪美玲宗翰佳穎承恩品妤柏宇詩涵"];

function nameOf(i: number): string {
  const pick = (letters: string[], n: number) => letters[n % letters.length] ?? "";
  const name = pick(SURNAMES, i) + pick(GIVEN, Math.floor(i / 20)) + pick(GIVEN, Math.floor(i / 500));
  return i % 10 === 0 ? `${name} Amy${i}` : name;
}

const phoneOf = (i: number): string => `+8869${String(i).padStart(8, "0")}`;

const opened = (contacts: number): number[] =>
  range(0, OPENED).map((n) => Math.floor(((n + 0.5) * contacts) / OPENED));

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

async function readSchema(): Promise<string> {
  const files = (await readdir(migrations)).filter((name) => name.endsWith(".sql")).sort();
  return (await Promise.all(files.map((name) => readFile(new URL(name, migrations), "utf8")))).join("\n");
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
