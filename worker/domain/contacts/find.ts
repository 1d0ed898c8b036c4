import { type Candidate, ContactFind, type Page } from "../../../shared/schemas/panel.ts";
import { readVerb } from "../verb.ts";
import { searchContacts } from "./search.ts";

/** Contacts on a page. */
const FOUND = 20;

/** Finds the customer a member means (see search.ts). It suggests and never links. */
export const findContact = readVerb({
  name: "contacts.find",
  permission: "contact:find",
  input: ContactFind,
  run: (ctx, { text, cursor }): Promise<Page<Candidate>> =>
    searchContacts(ctx, { text, cursor, limit: FOUND }),
});
