import { sql } from "drizzle-orm";
import type { CountryCode } from "libphonenumber-js/min";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import { parsePhone, possiblePhones } from "../../../shared/phone.ts";
import type { Candidate } from "../../../shared/schemas/panel.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { candidateColumns, type CandidateRow, candidatesOf } from "../contacts/candidate.ts";
import { nameMatches, nameQuery } from "../contacts/name-terms.ts";
import { type RefValues, resolved } from "./resolve.ts";

const p = sql.placeholder;

const CANDIDATES = 8;

/** One row while nobody is resolved: it stands first in each join, so that else nothing is looked up. */
const unresolved = sql`(select 1 where not exists (select 1 from resolved))`;

const byPhone = prepare<RefValues & { phones: string }, CandidateRow>(sql`
  with ${resolved} select ${candidateColumns}
  from ${unresolved} cross join json_each(${p("phones")}) j cross join contact c join channel ch on ch.id = c.channel_id
  where c.phone = j.value and c.deleted_at is null order by c.seq desc limit 20`);

const byEmail = prepare<RefValues & { email: string }, CandidateRow>(sql`
  with ${resolved} select ${candidateColumns}
  from ${unresolved} cross join contact c join channel ch on ch.id = c.channel_id
  where c.email = ${p("email")} and c.deleted_at is null order by c.seq desc limit ${sql.raw(String(CANDIDATES))}`);

const byName = prepare<RefValues & { match: string }, CandidateRow>(sql`
  with ${resolved} select ${candidateColumns}
  from ${unresolved} cross join (
    select rowid from contact_name where contact_name match ${p("match")} order by rowid desc limit 40) f
  cross join contact c on c.seq = f.rowid join channel ch on ch.id = c.channel_id
  where c.deleted_at is null`);

type Hints = ConversationRef["hints"];

/** The look-ups the hints allow, for the batch that opens the panel; they do nothing when it is linked. */
export function suggestStatements(hints: Hints, ref: RefValues): Statement<CandidateRow>[] {
  const statements: Statement<CandidateRow>[] = [];
  const { phones, email, match } = lookUps(hints);
  if (phones.length > 0) statements.push(byPhone({ ...ref, phones: JSON.stringify(phones) }));
  if (email) statements.push(byEmail({ ...ref, email }));
  if (match) statements.push(byName({ ...ref, match }));
  return statements;
}

/** Suggestions and their reasons, from the rows of `suggestStatements` in the same order. */
export function suggestions(hints: Hints, rows: CandidateRow[][], region: CountryCode): Candidate[] {
  const { phones, email, match } = lookUps(hints);
  const { phone = "", name = "" } = hints;
  const next = rows.values();
  const take = (asked: boolean): CandidateRow[] => (asked ? (next.next().value ?? []) : []);
  const number = parsePhone(phone, region);
  return candidatesOf(
    [
      { reason: "same_phone", rows: take(phones.length > 0).filter((row) => row.phone === number) },
      { reason: "same_email", rows: take(Boolean(email)) },
      { reason: "like_name", rows: take(match !== null).filter((row) => nameMatches(row.name ?? "", name)) },
    ],
    region,
    CANDIDATES,
  );
}

const lookUps = ({ phone = "", email = "", name = "" }: Hints) => ({
  phones: possiblePhones(phone),
  email: email.toLowerCase(),
  match: nameQuery(name),
});
