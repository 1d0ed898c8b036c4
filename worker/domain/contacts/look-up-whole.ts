import { sql } from "drizzle-orm";
import * as v from "valibot";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import { externalId, id, plainText, requiredText } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { selectRegion } from "../profile/from-channel.ts";
import { readVerb } from "../verb.ts";
import { contactJson, contactOf, type ContactRow, type ContactTold } from "./told.ts";

const p = sql.placeholder;

const FOUND = 50;

const found = (from: ReturnType<typeof sql>) => sql`
  select ${contactJson} as item from (${from} limit ${sql.raw(String(FOUND))}) f
  join contact c on c.seq = f.seq order by c.seq desc`;
const living = sql`deleted_at is null order by seq desc`;

const by = {
  phone: prepare<{ value: string; channelId: string | null }, { item: string }>(
    found(sql`select seq from contact where phone = ${p("value")} and ${living}`),
  ),
  email: prepare<{ value: string; channelId: string | null }, { item: string }>(
    found(sql`select seq from contact where lower(email) = ${p("value")} and ${living}`),
  ),
  member_no: prepare<{ value: string; channelId: string | null }, { item: string }>(
    found(sql`select seq from contact where member_no = ${p("value")} and ${living}`),
  ),
  external_id: prepare<{ value: string; channelId: string | null }, { item: string }>(
    found(sql`select seq from contact where external_id = ${p("value")}
      and (${p("channelId")} is null or channel_id = ${p("channelId")}) and ${living}`),
  ),
};

/** One of them, whole. */
export const ContactLookUp = v.union([
  v.strictObject({ phone: requiredText(50) }),
  v.strictObject({ email: requiredText(254) }),
  v.strictObject({ member_no: requiredText(100) }),
  v.strictObject({ external_id: externalId, channel_id: v.optional(id) }),
]);

/**
 * Contacts by a whole value: a phone in any spelling of the workspace's region, an email in any case, a member
 * number, an id in a channel. The newest first, at most 50.
 */
export const lookUpContacts = readVerb({
  name: "contacts.lookUp",
  permission: "contact:list",
  input: v.object({
    by: v.picklist(["phone", "email", "member_no", "external_id"]),
    value: plainText(255),
    channelId: v.nullable(id),
  }),
  async run(ctx, { by: field, value, channelId }): Promise<ContactTold[]> {
    let wanted = field === "email" ? value.toLowerCase() : value;
    if (field === "phone") {
      const { rows } = await read(ctx, [selectRegion({})]);
      const region = asRegion(JSON.parse(rows[0][0]?.region ?? "null"));
      wanted = parsePhone(value, region) ?? value;
    }
    const { rows } = await read(ctx, [by[field]({ value: wanted, channelId })]);
    return rows[0].map(({ item }) => contactOf(JSON.parse(item) as ContactRow));
  },
});
