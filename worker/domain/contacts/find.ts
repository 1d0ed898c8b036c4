import { sql } from "drizzle-orm";
import { asRegion, parsePhone, possiblePhones } from "../../../shared/phone.ts";
import { type Candidate, ContactFind } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { candidateColumns, type CandidateRow, candidatesOf } from "./candidate.ts";
import { nameMatches, nameQuery } from "./name-terms.ts";

const p = sql.placeholder;

const FOUND = 20;

const selectRegion = prepare<Record<string, never>, { region: string | null }>(sql`
  select (select value from setting where name = 'defaultRegion') as region`);

const byPhone = prepare<{ phones: string }, CandidateRow>(sql`
  select ${candidateColumns}
  from json_each(${p("phones")}) j cross join contact c join channel ch on ch.id = c.channel_id
  where c.phone = j.value and c.deleted_at is null order by c.seq desc limit 200`);

const byKey = prepare<{ text: string; email: string }, CandidateRow>(sql`
  select ${candidateColumns}
  from (
    select seq from contact where email = ${p("email")}
    union select seq from contact where external_id = ${p("text")}
    union select seq from contact where member_no = ${p("text")}
    union select seq from contact where id = ${p("text")}
  ) f join contact c on c.seq = f.seq join channel ch on ch.id = c.channel_id
  where c.deleted_at is null order by c.seq desc limit ${sql.raw(String(FOUND))}`);

const byName = prepare<{ match: string }, CandidateRow>(sql`
  select ${candidateColumns}
  from (select rowid from contact_name where contact_name match ${p("match")} order by rowid desc limit 200) f
  cross join contact c on c.seq = f.rowid join channel ch on ch.id = c.channel_id
  where c.deleted_at is null order by c.seq desc`);

/** A query for a text that leaves nothing to search names for. */
const NO_NAME = 'terms : "␀"';

/**
 * Finds the customer a member means: by the whole phone number in any spelling, the whole email, the
 * whole id in the channel, member number or id of ours, or any part of the name. Whole values stand
 * first, then names; within each the newest contact first. It suggests and never links.
 */
export const findContact = readVerb({
  name: "contacts.find",
  permission: "contact:find",
  input: ContactFind,
  async run(ctx, { text }): Promise<Candidate[]> {
    const { rows } = await read(ctx, [
      selectRegion({}),
      byPhone({ phones: JSON.stringify([text, ...possiblePhones(text)]) }),
      byKey({ text, email: text.toLowerCase() }),
      byName({ match: nameQuery(text) ?? NO_NAME }),
    ]);
    const [[setting], phones, keys, names] = rows;
    const region = asRegion(JSON.parse(setting?.region ?? "null"));
    const number = parsePhone(text, region);
    return candidatesOf(
      [
        { reason: "found", rows: phones.filter(({ phone }) => phone === number || phone === text) },
        { reason: "found", rows: keys },
        { reason: "found", rows: names.filter(({ name }) => nameMatches(name ?? "", text)) },
      ],
      region,
      FOUND,
    );
  },
});
