import { sql } from "drizzle-orm";
import { CustomersTies, type Ties } from "../../../shared/schemas/customers.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { livingContact } from "../contacts/living.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";
import { tiedOf, tiedTo, undoing } from "./plan.ts";
import { seenOf } from "./seen.ts";
import { joinJson, joinView, type StoredJoin } from "./why.ts";

const p = sql.placeholder;

const selectSeen = prepare<{ contactId: string }, { seen: string }>(sql`
  select ${seenOf(sql`c`)} as seen from contact c where c.id = ${livingContact}`);

const selectJoins = prepare<{ contactId: string }, { item: string; moved: string }>(sql`
  select ${joinJson(sql`r`)} as item, r.contact_id as moved from identity_record r
  where (r.contact_id = ${p("contactId")} or r.with_contact_id = ${p("contactId")})
    and r.action = 'join' and r.ended_by is null
    and (r.with_contact_id is not null or r.customer_id <> r.previous_customer_id)
  order by r.place desc, r.id desc limit 100`);

/**
 * Why a contact is one person with the others, and who would leave with it.
 *
 * @throws {Failure} NOT_FOUND
 */
export const tiesOfContact = readVerb({
  name: "customers.ties",
  permission: "customer:merge",
  input: CustomersTies,
  async run(ctx, { contactId }): Promise<Ties> {
    const { rows } = await read(ctx, [
      selectSeen({ contactId }),
      selectJoins({ contactId }),
      ...tiedTo(contactId),
    ]);
    const [[found], joins, nodes, edges] = rows;
    const tied = tiedOf(nodes, edges);
    if (!found || !tied) throw new Failure("NOT_FOUND");
    return {
      seen: found.seen,
      joins: joins.map(({ item, moved }) => {
        const join = joinView(JSON.parse(item) as StoredJoin);
        const { goes, stays } = undoing(tied, { id: join.recordId, contactId: moved });
        const mine = goes.contacts.includes(contactId) ? goes : stays;
        return { ...join, goes: stays.contacts.length === 0 ? [] : mine.contacts };
      }),
    };
  },
});
