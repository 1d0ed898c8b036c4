import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { nameTerms } from "./name-terms.ts";

const p = sql.placeholder;

const put = prepare<{ contactId: string; terms: string; words: string }>(sql`
  insert or replace into contact_name (rowid, terms, words)
  select seq, ${p("terms")}, ${p("words")} from contact where id = ${p("contactId")} and deleted_at is null`);

const remove = prepare<{ contactId: string }>(sql`
  delete from contact_name where rowid = (select seq from contact where id = ${p("contactId")})`);

/**
 * Makes a contact findable by its name; for every batch that makes or renames a contact, after it.
 * Without a name, and for a deleted contact, it takes the contact out.
 */
export function indexContactName({
  contactId,
  name,
}: {
  contactId: string;
  name: string | null;
}): Statement[] {
  if (name === null) return [remove({ contactId })];
  return [remove({ contactId }), put({ contactId, ...nameTerms(name) })];
}

const isStill = sql`select seq from contact where id = ${p("contactId")} and name is ${p("name")} and deleted_at is null`;
const removeOther = prepare<{ contactId: string; name: string }>(sql`
  delete from contact_name where rowid = (${isStill})`);
const putStill = prepare<{ contactId: string; name: string; terms: string; words: string }>(sql`
  insert or replace into contact_name (rowid, terms, words)
  select seq, ${p("terms")}, ${p("words")} from (${isStill})`);

/** Later than the batch that wrote the name; nothing when it has changed since. */
export const indexNameLater = (contactId: string, name: string): Statement[] => [
  removeOther({ contactId, name }),
  putStill({ contactId, name, ...nameTerms(name) }),
];

/** Takes a contact out of the name search; for the batch that deletes it. */
export const unindexContactName = (contactId: string): Statement[] => [remove({ contactId })];
