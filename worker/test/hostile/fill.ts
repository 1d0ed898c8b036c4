import type { InStatement, InValue } from "@libsql/client";
import { EVENT_KINDS } from "../../../shared/events.ts";
import type { Database } from "../../db/database.ts";
import { newId } from "../../domain/id.ts";

interface Column {
  name: string;
  type: string;
}

/** Columns that must have a value and are given none get 0 or an empty text. */
async function neededOf(db: Database, table: string): Promise<Column[]> {
  const [info] = await db.read([
    `select name, type from pragma_table_info('${table}') where "notnull" = 1 and dflt_value is null and pk = 0`,
  ]);
  return (info?.rows ?? []).map(({ name, type }) => ({ name: String(name), type: String(type) }));
}

/** Makes rows without anybody's checks: whatever a table holds must be harmless on a screen. */
export function rowMaker(db: Database) {
  const needed = new Map<string, Column[]>();
  return async (table: string, row: Record<string, InValue>): Promise<InStatement> => {
    const columns = needed.get(table) ?? (await neededOf(db, table));
    needed.set(table, columns);
    const empty = columns.map(({ name, type }) => [name, type === "INTEGER" ? 0 : ""]);
    const whole = { ...Object.fromEntries(empty), ...row } as Record<string, InValue>;
    const names = Object.keys(whole);
    return {
      sql: `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`,
      args: Object.values(whole),
    };
  };
}

export interface HostileContact {
  contactId: string;
  customerId: string;
}

/**
 * One payload in everything the panel shows of a contact that the contact has one of, and `many` of them
 * in everything it has several of. The host's conversation of that number is theirs.
 */
export async function fillContact(
  db: Database,
  place: { conversation: number; origin: string; memberId: string; authorName: string },
  payload: string,
  many: readonly string[],
): Promise<HostileContact> {
  const row = rowMaker(db);
  const now = Date.now();
  const { conversation, origin, memberId } = place;
  const [contactId, customerId, siblingId, channelId, conversationId, siblingChannelId] = Array.from(
    { length: 6 },
    () => newId(now),
  ) as [string, string, string, string, string, string];
  const memberNo = `${conversation} ${payload}`;
  const items = JSON.stringify(
    many.slice(0, 5).map((name) => ({ name, quantity: 1, price: 100, pictureUrl: payload })),
  );
  const statements = await Promise.all([
    row("customer", { id: customerId, created_at: now }),
    row("channel", { id: channelId, kind: "line", account_id: channelId, name: payload }),
    row("channel", { id: siblingChannelId, kind: "website", account_id: siblingChannelId, name: payload }),
    row("contact", {
      id: contactId,
      channel_id: channelId,
      external_id: `U${conversation} ${payload}`,
      customer_id: customerId,
      name: payload,
      email: payload,
      phone: payload,
      member_no: memberNo,
      picture_url: payload,
      host_block: "refused",
      host_block_reason: payload,
      last_customer_at: now,
      created_at: now,
      updated_at: now,
    }),
    row("contact", {
      id: siblingId,
      channel_id: siblingChannelId,
      external_id: `web ${conversation} ${payload}`,
      customer_id: customerId,
      name: payload,
      created_at: now,
      updated_at: now,
    }),
    row("conversation", {
      id: conversationId,
      contact_id: contactId,
      channel_id: channelId,
      last_exported_at: now,
      last_exported_by: memberId,
    }),
    row("inbox_link", {
      inbox: "chatwoot",
      origin,
      account: "1",
      conversation: String(conversation),
      contact_id: contactId,
      method: "webhook",
    }),
    ...(["name", "email", "phone", "member_no", "picture_url"] as const).flatMap((field) =>
      [1, 2].map((at) =>
        row("contact_value", {
          id: newId(now),
          contact_id: contactId,
          field,
          value: payload,
          source: at === 1 ? "shop" : "agent",
          author_id: at === 1 ? payload : memberId,
          at: now - 1000 + at,
        }),
      ),
    ),
    row("binding", {
      id: newId(now),
      contact_id: contactId,
      kind: "social",
      state: "bound",
      how: "button",
      member_no: payload,
      at: now,
    }),
    row("shop_member", {
      member_no: memberNo,
      source: payload,
      name: payload,
      email: payload,
      phone: payload,
      tier: payload,
      store_credit: 100,
      currency: "TWD",
    }),
    ...many.map((number, i) =>
      row("shop_order", {
        id: newId(now),
        source: "api",
        external_id: `${conversation}/${i}`,
        number,
        member_no: memberNo,
        status: number,
        total: 100,
        currency: "TWD",
        items,
        url: number,
        placed_at: now - 1000,
        source_updated_at: now,
      }),
    ),
    row("cart", {
      id: newId(now),
      source: "api",
      external_id: String(conversation),
      member_no: memberNo,
      items,
      total: 100,
      currency: "TWD",
      url: payload,
      source_updated_at: now,
    }),
    row("website_presence", {
      contact_id: siblingId,
      state: "online",
      url: payload,
      title: payload,
      last_seen_at: now,
      online_until: now + 864e5,
    }),
    ...many.flatMap((text, i) => {
      const tagId = newId(now);
      return [
        row("note", {
          id: newId(now),
          contact_id: contactId,
          author_id: memberId,
          text,
          created_at: now + i,
          updated_at: now + i,
        }),
        row("tag", { id: tagId, name: text, name_key: `${conversation} ${i} ${text}`, created_at: now }),
        row("contact_tag", { contact_id: contactId, tag_id: tagId, present: 1, count: 2, last_at: now }),
        row("message", {
          id: newId(now),
          conversation_id: conversationId,
          channel_id: channelId,
          provider_id: `${conversation}/${i}`,
          sender_kind: i % 2 ? "agent" : "customer",
          sender_name: text,
          type: i % 3 === 2 ? text : "text",
          text,
          at: now + i,
        }),
      ];
    }),
    ...EVENT_KINDS.map((kind, i) => {
      const text = many[i % many.length] ?? payload;
      const data = Object.fromEntries(EVENT_FACTS.map((name) => [name, text]));
      return row("event", {
        id: newId(now),
        contact_id: contactId,
        kind,
        actor_kind: "member",
        actor_id: memberId,
        actor_name: text,
        data: JSON.stringify({ ...data, field: "name" }),
        at: now + i,
      });
    }),
  ]);
  await db.write(inOrder(statements));
  return { contactId, customerId };
}

/** What events say beside their kind (`shared/events.ts`). */
const EVENT_FACTS = [
  "after",
  "attribute",
  "before",
  "branch",
  "conversation",
  "data",
  "inbox",
  "kind",
  "member",
  "number",
  "reason",
  "ref",
  "source",
  "state",
  "tag",
  "text",
  "title",
  "type",
  "url",
  "via",
];

const ORDER = ["customer", "channel", "contact", "conversation", "tag"];

/** What others refer to comes first. */
function inOrder(statements: readonly InStatement[]): InStatement[] {
  const rank = (statement: InStatement): number => {
    const table = /^insert into (\w+)/.exec(typeof statement === "string" ? statement : statement.sql)?.[1];
    const at = ORDER.indexOf(table ?? "");
    return at === -1 ? ORDER.length : at;
  };
  return statements.toSorted((a, b) => rank(a) - rank(b));
}

/** Payloads in what the console lists: members, connections, keys, branches, attributes, deletions, the audit. */
export async function fillConsole(db: Database, payloads: readonly string[]): Promise<void> {
  const row = rowMaker(db);
  const now = Date.now();
  const statements: InStatement[] = [];
  for (const [i, text] of payloads.entries()) {
    const [member, connection, channel, contact, conversation] = Array.from({ length: 5 }, () =>
      newId(now),
    ) as [string, string, string, string, string];
    statements.push(
      ...(await Promise.all([
        row("member", { id: member, email: `${i} ${text}`, name: text, role: "agent", state: "active" }),
        row("connection", {
          id: connection,
          kind: (["line", "chatwoot", "shopify"] as const)[i % 3] ?? "line",
          name: text,
          origin: text,
          settings: JSON.stringify({ accountId: text, apiBase: text, shopUrl: text }),
          state: "failing",
          state_reason: text,
        }),
        row("channel", { id: channel, kind: "line", account_id: `${i} ${text}`, name: text }),
        row("channel_route", { connection_id: connection, account_key: `${i} ${text}`, channel_id: channel }),
        row("api_key", { id: newId(now), name: text, hash: `${i}`, beginning: text, scopes: "[]" }),
        row("branch", { id: newId(now), name: text, name_key: `${i} ${text}` }),
        row("attribute_definition", {
          id: newId(now),
          name: text,
          name_key: `${i} ${text}`,
          type: "text",
          position: i,
        }),
        row("audit", {
          at: now + i,
          actor_kind: "member",
          actor_id: member,
          verb: i % 2 ? text : "notes.create",
          target: text,
          detail: JSON.stringify({ reason: text, changed: [text], [text]: text }),
        }),
        row("customer", { id: contact, created_at: now }),
        row("contact", {
          id: contact,
          channel_id: channel,
          external_id: text,
          customer_id: contact,
          name: text,
          deleted_at: now,
        }),
        row("conversation", { id: conversation, contact_id: contact, channel_id: channel, deleted_at: now }),
        row("deletion", {
          id: newId(now),
          contact_id: contact,
          conversation_id: conversation,
          requested_by: member,
          requested_at: now,
          erase_at: now + 864e5,
          receipt: JSON.stringify({
            counts: { messages: 1, files: 1, notes: 1, taggings: 1, events: 1, values: 1 },
            beyond: [text],
          }),
        }),
      ])),
    );
  }
  await db.write(statements);
}
