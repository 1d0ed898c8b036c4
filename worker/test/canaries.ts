import type { InValue } from "@libsql/client";
import type { Database } from "../db/database.ts";
import { newId } from "../domain/id.ts";
import { TEST_NOW, type TestWorkspace } from "./workspace.ts";

/** Values of one person that nobody else has, in the spellings they turn up in. */
export const CANARIES = {
  phone: "+886912345678",
  formerPhone: "+886987654321",
  email: "canary@kept-mail.test",
  formerEmail: "former.canary@kept-mail.test",
  memberNo: "M/CANARY 77",
  formerMemberNo: "M/FORMER 66",
  lineId: `U${"c0ffee12".repeat(4)}`,
  pageScopedId: "71625384950617283",
};

const WRITTEN = [
  "0912-345-678",
  "(0912) 345 678",
  "886912345678",
  "0987 654 321",
  "CANARY@Kept-Mail.test",
  encodeURIComponent(CANARIES.email),
  encodeURIComponent(CANARIES.memberNo),
];
const ALL = [...Object.values(CANARIES), ...WRITTEN];

/** Every spelling in one text, as somebody would have pasted it. */
export const canaryText = `see ${ALL.join(" , ")}.`;

/** What of a person's values stands in a text, in any spelling. */
export function canariesIn(text: string): string[] {
  const plain = text.toLowerCase().normalize("NFKC");
  const digits = plain.replaceAll(/[\s().+-]/g, "");
  return [
    ...ALL.filter((canary) => plain.includes(canary.toLowerCase())),
    ...["12345678", "87654321", "71625384950617283"].filter((number) => digits.includes(number)),
  ];
}

/**
 * Fills a contact, and a second one of the same person in WhatsApp, with the canaries: in every field that
 * holds such a value, and in every text a person or another system writes.
 */
export async function fillWithCanaries(
  { db }: Pick<TestWorkspace, "db">,
  contactId: string,
  authorId: string,
): Promise<void> {
  const c = CANARIES;
  const now = TEST_NOW;
  const channelId = newId(now);
  const [found] = await db.read([{ sql: "select customer_id from contact where id = ?", args: [contactId] }]);
  const customer_id = String(found?.rows[0]?.["customer_id"]);
  const line = { name: `陳 ${canaryText}`.slice(0, 200), phone: c.phone, email: c.email };
  const items = JSON.stringify([{ name: canaryText, quantity: 1, price: 100 }]);
  const withEmail = `https://shop.test/?email=${encodeURIComponent(c.email)}&m=${encodeURIComponent(c.memberNo)}`;
  const values = [
    ["phone", c.formerPhone, 1],
    ["phone", c.phone, 2],
    ["email", c.formerEmail, 1],
    ["email", c.email, 2],
    ["member_no", c.formerMemberNo, 1],
    ["member_no", c.memberNo, 2],
    ["name", line.name, 2],
  ] as const;
  const events = [
    ["profile.edited", { field: "phone", before: c.formerPhone, after: c.phone }],
    ["profile.edited", { field: "email", before: c.formerEmail, after: c.email }],
    ["profile.edited", { field: "member_no", before: c.formerMemberNo, after: c.memberNo }],
    ["profile.edited", { field: "name", before: canaryText, after: canaryText }],
    ["conversation.postback", { data: canaryText }],
    ["conversation.activity", { text: canaryText }],
  ] as const;
  await db.write([
    {
      sql: "update contact set name = ?, phone = ?, email = ?, member_no = ?, external_id = ? where id = ?",
      args: [line.name, c.phone, c.email, c.memberNo, c.lineId, contactId],
    },
    { sql: "update note set text = ?", args: [canaryText] },
  ]);
  await insert(db, "channel", { id: channelId, kind: "whatsapp", account_id: "1", name: "WhatsApp" });
  const sibling = { channel_id: channelId, customer_id, phone: c.phone, email: c.email };
  await insert(db, "contact", {
    ...sibling,
    id: newId(now),
    external_id: "886912345678",
    name: "0912-345-678",
  });
  await insert(db, "contact", {
    ...sibling,
    id: newId(now),
    external_id: c.pageScopedId,
    name: canaryText,
  });
  for (const [field, value, at] of values) {
    const row = { contact_id: contactId, field, value, source: "agent", author_id: authorId };
    await insert(db, "contact_value", { ...row, id: newId(now), at: now - 1000 + at });
  }
  for (const [kind, data] of events) {
    const row = { contact_id: contactId, kind, actor_kind: "member", data: JSON.stringify(data), at: now };
    await insert(db, "event", { ...row, id: newId(now) });
  }
  await insert(db, "binding", {
    id: newId(now),
    contact_id: contactId,
    kind: "social",
    state: "bound",
    how: "button",
    member_no: c.memberNo,
  });
  await insert(db, "shop_member", {
    member_no: c.memberNo,
    source: "api",
    name: canaryText,
    email: c.email,
    phone: c.phone,
  });
  const bought = { source: "api", external_id: "1", member_no: c.memberNo, items, total: 100 };
  const money = { currency: "TWD", url: withEmail, source_updated_at: now - 1000 };
  const buyer = { email: c.email, phone: c.phone, number: "A1", status: "paid", placed_at: now - 1000 };
  await insert(db, "shop_order", { ...bought, ...money, ...buyer, id: newId(now) });
  await insert(db, "cart", { ...bought, ...money, id: newId(now) });
  await insert(db, "website_presence", {
    contact_id: contactId,
    state: "online",
    url: withEmail,
    title: canaryText,
    last_seen_at: now,
  });
}

/** Columns that must have a value and are given none get 0 or an empty text. */
async function insert(db: Database, table: string, row: Record<string, InValue>): Promise<void> {
  const [info] = await db.read([
    `select name, type from pragma_table_info('${table}') where "notnull" = 1 and dflt_value is null and pk = 0`,
  ]);
  const needed = (info?.rows ?? []).map(({ name, type }) => [String(name), type === "INTEGER" ? 0 : ""]);
  const whole = { ...Object.fromEntries(needed), ...row } as Record<string, InValue>;
  const names = Object.keys(whole);
  await db.write([
    {
      sql: `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})`,
      args: Object.values(whole),
    },
  ]);
}
