import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { type Client, createClient } from "@libsql/client";
import type { ConversationRef } from "../shared/conversation-ref.ts";
import { splitStatements } from "../worker/db/migrate.ts";
import { sha256 } from "../worker/domain/batch.ts";
import { nameTerms } from "../worker/domain/contacts/name-terms.ts";
import { FILLED, fillOpened, opened, OPENED, OTHER_CHANNELS, TAG_NAMES } from "./dataset/opened.ts";
import { personOf, scatter } from "./dataset/people.ts";
import { fillSearch } from "./dataset/search.ts";
import { id, idSql, insertMany, NOW, range } from "./dataset/rows.ts";

export interface Size {
  contacts: number;
  messages: number;
}

/** The size the numbers are promised at. */
export const FULL: Size = { contacts: 1_000_000, messages: 5_000_000 };

/** Grows when the dataset is made in another way, so that a kept one is not taken for it. */
const MAKING = 3;

export { NOW };
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
    identity: { channelAccount: "1", externalId: personOf(i).externalId },
    hints: { name: personOf(i).name, phone: personOf(i).phone },
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
    .update(JSON.stringify([schema, size, FILLED, OPENED, MAKING]))
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
    await withoutTriggers(client, () => fill(client, size));
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
    "insert into connection (id, kind, name, created_at, updated_at) values ('sh', 'shopline', 'Shop', 0, 0)",
    `insert into channel (id, kind, account_id, name, created_at, updated_at) values ('${id("f", 1)}', 'line', 'Ubot', '官方帳號', 0, 0)`,
    `insert into channel_route (connection_id, account_key, channel_id) values ('cw', '1/1', '${id("f", 1)}'), ('l', 'Ubot', '${id("f", 1)}')`,
    ...OTHER_CHANNELS.flatMap((kind, c) => [
      `insert into channel (id, kind, account_id, name, created_at, updated_at) values ('${id("f", c + 2)}', '${kind}', '${kind}', '${kind}', 0, 0)`,
      `insert into channel_route (connection_id, account_key, channel_id) values ('cw', '1/${c + 2}', '${id("f", c + 2)}')`,
    ]),
  ]);
  await insertMany(
    client,
    "tag (id, name, name_key, created_at)",
    TAG_NAMES.map((name, t) => [id("9", t), name, name.toLowerCase(), 0]),
  );
  const perContact = Math.max(1, Math.ceil((size.messages - FILLED.messages * OPENED) / contacts));
  for (let from = 0; from < contacts; from += CHUNK) {
    const to = Math.min(from + CHUNK, contacts);
    const people = JSON.stringify(range(from, to).map(personOf));
    for (const sql of contactRows(perContact)) {
      await client.execute({
        sql,
        args: { from, to, now: NOW, ...(sql.includes(":people") ? { people } : {}) },
      });
    }
    await insertMany(
      client,
      "note (id, contact_id, author_id, text, created_at, updated_at)",
      range(from, to)
        .filter((i) => scatter(i, 1) % 10 === 0)
        .map((i) => [id("0", i), id("b", i), "m", noteOf(i), NOW, NOW]),
    );
    await insertMany(
      client,
      "contact_name (rowid, terms, words)",
      range(from, to).map((i) => {
        const { terms, words } = nameTerms(personOf(i).name);
        return [i + 1, terms, words];
      }),
    );
  }
  await client.execute("insert into contact_name (contact_name) values ('optimize')");
  await fillOpened(client, contacts);
  await fillSearch(client);
}

/** Row by row they would take longer than all the rest; what they keep is made at once. */
async function withoutTriggers(client: Client, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.execute("select name, sql from sqlite_schema where type = 'trigger'");
  for (const { name } of rows) await client.execute(`drop trigger ${String(name)}`);
  await work();
  for (const { sql } of rows) await client.execute(String(sql));
}

/** Rows of the contacts :from to :to, by SQL alone: 100,000 a second and more. */
function contactRows(messages: number): string[] {
  const n =
    "with recursive n(i) as (select cast(:from as integer) union all select i + 1 from n where i + 1 < :to)";
  const channel = `'${id("f", 1)}'`;
  const at = `cast(:now as integer) - (i % 8760) * 3600000`;
  return [
    `${n} insert into customer select ${idSql("a", "i")}, ${at} from n`,
    `insert into contact (seq, id, channel_id, external_id, customer_id, name, email, phone, member_no, last_customer_at, created_at, updated_at)
     select i + 1, ${idSql("b", "i")}, ${channel}, value ->> 'externalId', ${idSql("a", "i")}, value ->> 'name',
       value ->> 'email', value ->> 'phone', value ->> 'memberNo', ${at}, ${at}, ${at}
     from (select key + cast(:from as integer) as i, value from json_each(:people))`,
    `${n} insert into conversation (id, contact_id, channel_id, message_count, last_message_at, created_at)
     select ${idSql("c", "i")}, ${idSql("b", "i")}, ${channel}, ${messages}, ${at}, ${at} from n`,
    `${n} insert into inbox_link select 'chatwoot', 'https://chat.shop.test', '1', i, ${idSql("b", "i")}, 'webhook', null, ${at} from n`,
    `${n} insert into contact_value select ${idSql("d", "i")}, ${idSql("b", "i")}, 'phone', null, 'channel', null, ${at} from n`,
    `${n} insert into event (id, contact_id, kind, actor_kind, at) select ${idSql("e", "i")}, ${idSql("b", "i")}, 'conversation.created', 'customer', ${at} - 31536000000 from n`,
    `${n} insert into contact_tag (contact_id, tag_id, present, count, last_at)
     select ${idSql("b", "i")}, ${idSql("9", `(i * i + i / 7) % (1 + i % ${TAG_NAMES.length})`)}, 1, 1, ${at} from n where i % 3 = 0`,
    `${n}, m(j) as (select 0 union all select j + 1 from m where j + 1 < ${messages})
     insert into message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at)
     select ${idSql("1", `i * ${messages} + j`)}, ${idSql("c", "i")}, ${channel}, 'p' || (i * ${messages} + j),
       case when j % 2 then 'agent' else 'customer' end, 'text', '您好，請問這個商品還有貨嗎？ ' || i || ' / ' || j,
       ${at} - (${messages} - j) * 60000, ${at} from n, m`,
  ];
}

const noteOf = (i: number): string =>
  `${["客人想換貨，已請倉庫確認", "Prefers e-mail, call after 18:00", "生日送禮盒，住台北市大安區", "退款 NT$1,280 已處理"][scatter(i, 2) % 4]} #${i}`;

async function readSchema(): Promise<string> {
  const files = (await readdir(migrations)).filter((name) => name.endsWith(".sql")).sort();
  return (await Promise.all(files.map((name) => readFile(new URL(name, migrations), "utf8")))).join("\n");
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
