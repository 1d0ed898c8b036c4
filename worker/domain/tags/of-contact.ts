import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { TagOnContact } from "../../../shared/schemas/panel.ts";
import { id } from "../../../shared/text.ts";
import { jsonArrayOf } from "../../db/json.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { livingContact } from "../contacts/living.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";
import { tagsOf } from "./on-contact.ts";

const select = prepare<{ contactId: string }, { tags: string | null }>(sql`
  select case when ${livingContact} is not null then ${jsonArrayOf(tagsOf(livingContact))} end as tags`);

/**
 * The tags on a contact, the most recently applied first.
 *
 * @throws {Failure} NOT_FOUND
 */
export const tagsOfContact = readVerb({
  name: "tags.ofContact",
  permission: "contact:list",
  input: v.object({ contactId: id }),
  async run(ctx, { contactId }): Promise<TagOnContact[]> {
    const { rows } = await read(ctx, [select({ contactId })]);
    const tags = rows[0][0]?.tags;
    if (typeof tags !== "string") throw new Failure("NOT_FOUND");
    return JSON.parse(tags) as TagOnContact[];
  },
});
