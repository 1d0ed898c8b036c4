import { type SQL, sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { candidateJson } from "../contacts/candidate.ts";
import type { SearchQuery } from "./query.ts";

const p = sql.placeholder;

/** What a page of parts is asked with: contacts older than `before` (contact.seq), at most `limit`. */
interface Asked extends Record<string, unknown> {
  match: string;
  before: number;
  limit: number;
  needles: string;
}

/** `item`: a CandidateRow; `texts`: the notes and tags it was found by, as JSON. */
export interface PartRow {
  item: string;
  texts: string | null;
}

const some = (needle: SQL): SQL => sql`exists (
  select 1 from search_text t where t.seq = s.rowid and t.kind <> 'gone' and instr(t.text, ${needle}))`;

/** The index knows pieces, and pieces may outlive their text: what it finds is compared. */
const compared = (conditions: SQL) =>
  prepare<Asked, PartRow>(sql`
  select ${candidateJson} as item, (
    select json_group_array(json_object('kind', t.kind, 'text', t.text, 'written',
      coalesce((select text from note where id = t.ref), (select name from tag where id = t.ref)))) from (
      select kind, ref, text from search_text t
      where t.seq = s.rowid and t.kind in ('note', 'tag') and exists (
        select 1 from json_each(${p("needles")}) r, json_each(r.value) w where instr(t.text, w.value)) limit 3) t) as texts
  from contact_search s cross join contact c on c.seq = s.rowid join channel ch on ch.id = c.channel_id
  where s.contact_search match ${p("match")} and s.rowid < ${p("before")} and c.deleted_at is null and ${conditions}
  order by s.rowid desc limit ${p("limit")}`);

/** The usual searches, of a few words: a JSON of them would be read again for every contact. */
const OF_WORDS = [1, 2, 3, 4].map((count) =>
  compared(
    sql.join(
      Array.from({ length: count }, (_, i) => some(sql`${p(`word${i}`)}`)),
      sql` and `,
    ),
  ),
);

const ofReadings = compared(sql`exists (
  select 1 from json_each(${p("needles")}) r where not exists (
    select 1 from json_each(r.value) w where not ${some(sql`w.value`)}))`);

/** Contacts that a search is a part of, the newest first. */
export function selectParts(query: SearchQuery, before: number, limit: number): Statement<PartRow> {
  const { readings, match } = query;
  const needles = readings.map((words) => words.map(({ needle }) => needle));
  const asked = { match, before, limit, needles: JSON.stringify(needles) };
  const [only = []] = needles;
  const ofWords = readings.length === 1 ? OF_WORDS[only.length - 1] : undefined;
  if (!ofWords) return ofReadings(asked);
  return ofWords({ ...asked, ...Object.fromEntries(only.map((needle, i) => [`word${i}`, needle])) });
}

/** A search that leaves nothing to look for. */
export const NOTHING: Statement<PartRow> = prepare<Record<string, never>, PartRow>(
  sql`select '' as item, null as texts where false`,
)({});
