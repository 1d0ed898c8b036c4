import type { Client } from "@libsql/client";
import { id, insertMany, NOW, pick, range } from "./rows.ts";

/** Customers whose panel is filled as far as a panel ever is. */
export const OPENED = 200;
/** What each of them has. */
export const FILLED = {
  channels: 5,
  notes: 10,
  tags: 300,
  events: 2000,
  messages: 200,
  orders: 200,
  attributes: 50,
} as const;

const DAY = 86_400_000;

/** The channels after the first, which everybody is in. */
export const OTHER_CHANNELS = ["messenger", "instagram", "whatsapp", "website"] as const;
const KINDS = ["text", "number", "date", "boolean"] as const;

export const TAG_NAMES = range(0, 320).map((t) => {
  const what = pick(
    ["VIP", "常客", "禮盒", "團購", "台北店", "高雄店", "退貨", "生日", "婚禮", "Newsletter"],
    t,
  );
  return t < 10 ? what : `${what} ${t}`;
});

export const opened = (contacts: number): number[] =>
  range(0, OPENED).map((n) => Math.floor(((n + 0.5) * contacts) / OPENED));

/** The contact in another channel: they follow after everybody's first. */
const otherContact = (contacts: number, n: number, channel: number): number =>
  contacts + n * OTHER_CHANNELS.length + channel;

/** What all filled customers share: attributes, a branch. */
async function fillTeam(client: Client): Promise<void> {
  await insertMany(
    client,
    "attribute_definition (id, name, name_key, type, position, created_at, updated_at)",
    range(0, FILLED.attributes).map((a) => [id("7", a), `欄位 ${a}`, `欄位 ${a}`, pick(KINDS, a), a, 0, 0]),
  );
  await insertMany(client, "branch (id, name, name_key, created_at, updated_at)", [
    [id("8", 1), "台北店", "台北店", 0, 0],
  ]);
}

export async function fillOpened(client: Client, contacts: number): Promise<void> {
  await fillTeam(client);
  for (const [n, i] of opened(contacts).entries()) {
    await fillTalk(client, i);
    await fillProfile(client, i);
    await fillShop(client, i);
    await fillChannels(client, contacts, n, i);
  }
}

const at = (j: number): number => NOW - j * 3_600_000;
const row = (i: number, j: number): number => i * 10_000 + j;

async function fillTalk(client: Client, i: number): Promise<void> {
  const contact = id("b", i);
  await insertMany(
    client,
    "note (id, contact_id, author_id, text, created_at, updated_at)",
    range(0, FILLED.notes).map((j) => [
      id("2", row(i, j)),
      contact,
      "m",
      `客人上週來電，想知道禮盒能不能分開寄送，已回覆可以。第 ${j} 則`,
      at(j),
      at(j),
    ]),
  );
  await insertMany(
    client,
    "event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)",
    range(0, FILLED.events).map((j) => [
      id("5", row(i, j)),
      contact,
      "tag.repeated",
      "member",
      "m",
      "林佳蓉",
      JSON.stringify({ tag: pick(TAG_NAMES, j) }),
      at(j),
    ]),
  );
  await insertMany(
    client,
    "message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at)",
    range(0, FILLED.messages).map((j) => [
      id("6", row(i, j)),
      id("c", i),
      id("f", 1),
      `q${row(i, j)}`,
      "customer",
      "text",
      "請問今天會出貨嗎？",
      at(j),
      at(j),
    ]),
  );
}

async function fillProfile(client: Client, i: number): Promise<void> {
  const contact = id("b", i);
  const tagOf = (j: number) => id("9", (i + j) % TAG_NAMES.length);
  await client.execute({ sql: "delete from contact_tag where contact_id = ?", args: [contact] });
  await insertMany(
    client,
    "contact_tag (contact_id, tag_id, present, count, last_at)",
    range(0, FILLED.tags).map((j) => [contact, tagOf(j), 1, 1 + (j % 4), at(j)]),
  );
  await insertMany(
    client,
    "tagging (id, contact_id, tag_id, action, channel_id, source, author_id, at)",
    range(0, FILLED.tags * 2).map((j) => [
      id("3", row(i, j)),
      contact,
      tagOf(j % FILLED.tags),
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
    ["name", "email", "phone", "member_no"].map((field, j) => [
      id("4", row(i, j)),
      contact,
      field,
      null,
      "agent",
      "m",
      at(0),
    ]),
  );
  const valueOf = { text: '"尺寸 23.5，喜歡米色"', number: "12345", date: '"1990-05-17"', boolean: "true" };
  await insertMany(
    client,
    "attribute_value (id, contact_id, attribute_id, value, source, author_id, at)",
    range(0, FILLED.attributes * 3).map((j) => [
      id("0", row(i, j)),
      contact,
      id("7", j % FILLED.attributes),
      valueOf[pick(KINDS, j % FILLED.attributes)],
      "agent",
      "m",
      at(j),
    ]),
  );
  await insertMany(
    client,
    "binding (id, contact_id, kind, state, how, member_no, at)",
    ["social", "phone"].map((kind, j) => [id("a", row(i, j)), contact, kind, "bound", "button", null, at(j)]),
  );
  await insertMany(client, "omo_binding (id, contact_id, member_id, branch_id, bound_by, bound_at)", [
    [id("8", row(i, 2)), contact, "m", id("8", 1), "m", at(1)],
  ]);
}

async function fillShop(client: Client, i: number): Promise<void> {
  const member = `M-${String(i).padStart(7, "0")}`;
  const lines = range(0, 3).map((n) => ({
    name: `禮盒 ${n}`,
    quantity: n + 1,
    price: 68_000,
    pictureUrl: `https://shop.test/p/${n}.jpg`,
  }));
  const items = JSON.stringify(lines);
  const rowOf = (j: number) => {
    const placed = NOW - j * DAY;
    const order = `S${row(i, j)}`;
    return [id("d", row(i, j)), "sh", order, order, member, "paid", 204_000, "TWD", items, placed];
  };
  await insertMany(
    client,
    "shop_order (id, source, external_id, number, member_no, status, total, currency, items, placed_at, source_updated_at, created_at, updated_at)",
    range(0, FILLED.orders).map((j) => [...rowOf(j), at(j), at(j), at(j)]),
  );
  await insertMany(
    client,
    "cart (id, source, external_id, member_no, items, total, currency, source_updated_at, updated_at)",
    [[id("d", row(i, 9_999)), "sh", `K${i}`, member, items, 204_000, "TWD", at(0), at(0)]],
  );
  await insertMany(
    client,
    "shop_member (member_no, source, name, tier, store_credit, currency, member_since, source_updated_at, updated_at)",
    [[member, "sh", "會員", "金卡", 12_000, "TWD", at(9_000), at(0), at(0)]],
  );
}

async function fillChannels(client: Client, contacts: number, n: number, i: number): Promise<void> {
  const others = OTHER_CHANNELS.map((kind, c) => ({ kind, c, j: otherContact(contacts, n, c) }));
  await insertMany(
    client,
    "contact (seq, id, channel_id, external_id, customer_id, name, member_no, last_customer_at, last_team_at, created_at, updated_at)",
    others.map(({ kind, c, j }) => [
      j + 1,
      id("b", j),
      id("f", c + 2),
      `${kind}-${j}`,
      id("a", i),
      "陳小姐",
      `M-${String(i).padStart(7, "0")}`,
      at(c),
      at(c + 1),
      at(9_000),
      at(c),
    ]),
  );
  await insertMany(
    client,
    "conversation (id, contact_id, channel_id, message_count, last_message_at, created_at)",
    others.map(({ c, j }) => [id("c", j), id("b", j), id("f", c + 2), 0, at(c), at(9_000)]),
  );
  await insertMany(
    client,
    "inbox_link (inbox, origin, account, conversation, contact_id, method, at)",
    others.map(({ c, j }) => [
      "chatwoot",
      "https://chat.shop.test",
      "1",
      String(j),
      id("b", j),
      "webhook",
      at(c),
    ]),
  );
  await insertMany(
    client,
    "identity_record (id, action, contact_id, customer_id, evidence, at)",
    others.map(({ c, j }) => [
      id("e", row(i, c) + 5_000),
      "join",
      id("b", j),
      id("a", i),
      JSON.stringify({ kind: "member_number" }),
      at(c),
    ]),
  );
  const website = others.find(({ kind }) => kind === "website");
  if (website)
    await insertMany(client, "website_presence (contact_id, state, url, title, last_seen_at, online_until)", [
      [id("b", website.j), "online", "https://shop.test/p/1", "禮盒", at(0), NOW + DAY],
    ]);
}
