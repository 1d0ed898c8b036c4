import { sql } from "drizzle-orm";
import { AttributeHistory, type AttributeValueItem } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { livingContact } from "../contacts/living.ts";
import { VALUES_SHOWN } from "../profile/history.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

const selectValues = prepare<
  { contactId: string; attributeId: string },
  Omit<AttributeValueItem, "value"> & { value: string | null }
>(sql`
  select w.id, w.value, w.source, a.name as "authorName", w.at
  from attribute_value w left join member a on a.id = w.author_id
  where w.contact_id = ${livingContact} and w.attribute_id = ${p("attributeId")}
  order by w.at desc, w.id desc limit ${sql.raw(String(VALUES_SHOWN))}`);

/** What an attribute was, newest first: the first is what it is now. */
export const attributeHistory = readVerb({
  name: "attributes.history",
  permission: "panel:read",
  input: AttributeHistory,
  async run(ctx, input): Promise<AttributeValueItem[]> {
    const { rows } = await read(ctx, [selectValues(input)]);
    return rows[0].map(({ id, value, source, authorName, at }) => ({
      id,
      value: JSON.parse(value ?? "null") as AttributeValueItem["value"],
      source,
      authorName,
      at,
    }));
  },
});
