import { sql } from "drizzle-orm";
import * as v from "valibot";
import { id } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";
import { contactJson, contactOf, type ContactRow, type ContactTold } from "./told.ts";

const p = sql.placeholder;

const selectContacts = prepare<{ ids: string }, { item: string }>(sql`
  select ${contactJson} as item from json_each(${p("ids")}) j
  join contact c on c.id = j.value and c.deleted_at is null order by j.key`);

/** Whole contacts, in the order asked; those that are gone are left out. */
export const getContacts = readVerb({
  name: "contacts.get",
  permission: "contact:list",
  input: v.object({ ids: v.pipe(v.array(id), v.maxLength(100)) }),
  async run(ctx, { ids }): Promise<ContactTold[]> {
    const { rows } = await read(ctx, [selectContacts({ ids: JSON.stringify(ids) })]);
    return rows[0].map(({ item }) => contactOf(JSON.parse(item) as ContactRow));
  },
});

/**
 * A contact whole.
 *
 * @throws {Failure} NOT_FOUND
 */
export const getContact = readVerb({
  name: "contacts.getOne",
  permission: "contact:list",
  input: v.object({ contactId: id }),
  async run(ctx, { contactId }): Promise<ContactTold> {
    const { rows } = await read(ctx, [selectContacts({ ids: JSON.stringify([contactId]) })]);
    const item = rows[0][0]?.item;
    if (item === undefined) throw new Failure("NOT_FOUND");
    return contactOf(JSON.parse(item) as ContactRow);
  },
});
