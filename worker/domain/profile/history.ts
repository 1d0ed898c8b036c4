import { sql } from "drizzle-orm";
import { asRegion, displayPhone } from "../../../shared/phone.ts";
import { ProfileHistory, type ProfileValueItem } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { livingContact } from "../contacts/living.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** More of a value's history than a person goes back through. */
export const VALUES_SHOWN = 50;

interface Row extends Omit<ProfileValueItem, "display"> {
  region: string | null;
}

const selectValues = prepare<{ contactId: string; field: string }, Row>(sql`
  select w.id, w.field, w.value, w.source, a.name as "authorName", w.at,
    (select value from setting where name = 'defaultRegion') as region
  from contact_value w left join member a on a.id = w.author_id
  where w.contact_id = ${livingContact} and w.field = ${p("field")}
  order by w.at desc, w.id desc limit ${sql.raw(String(VALUES_SHOWN))}`);

/** What a field of the profile was, newest first: the first is what it is now. */
export const profileHistory = readVerb({
  name: "profile.history",
  permission: "panel:read",
  input: ProfileHistory,
  async run(ctx, input): Promise<ProfileValueItem[]> {
    const { rows } = await read(ctx, [selectValues(input)]);
    return rows[0].map(({ id, field, value, source, authorName, at, region }) => ({
      id,
      field,
      value,
      display:
        field === "phone" && value !== null
          ? displayPhone(value, asRegion(JSON.parse(region ?? "null")))
          : value,
      source,
      authorName,
      at,
    }));
  },
});
