import { sql } from "drizzle-orm";
import { listChanges } from "../changes/list-of.ts";
import { contactJson, contactOf, type ContactRow, type ContactTold } from "./told.ts";

/** Contacts in the order they last changed. */
export const listContacts = listChanges<ContactRow, ContactTold>(
  {
    name: "contacts.list",
    permission: "contact:list",
    feed: "contacts",
    item: contactJson,
    from: sql`join contact c on c.id = ch.id and c.deleted_at is null`,
  },
  contactOf,
);
