import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { indexNameLater } from "../contacts/name-index.ts";
import { newId } from "../id.ts";
import { forgetErased } from "./forget.ts";
import { termsOf } from "./terms.ts";
import { searchable, type TextKind } from "./texts.ts";

/** So few that a step with the longest notes is not felt. */
const AT_ONCE = 60;
const CONTACTS_AT_ONCE = 10;

const p = sql.placeholder;

interface Due {
  seq: number;
  kind: TextKind | "erased";
  ref: string;
  change: number;
  contactId: string | null;
  /** As it is now; null when there is none. */
  value: string | null;
}

/** The newest contacts first: they are who is looked for. */
const selectDue = prepare<Record<string, never>, Due>(sql`
  select d.seq, d.kind, d.ref, d.change, c.id as "contactId", case d.kind
    when 'id' then c.id when 'channel' then c.external_id when 'name' then c.name when 'email' then c.email
    when 'phone' then c.phone when 'member' then c.member_no
    when 'note' then (select text from note where id = d.ref and contact_id = c.id and deleted_at is null)
    when 'tag' then (
      select t.name from contact_tag ct join tag t on t.id = ct.tag_id
      where ct.contact_id = c.id and ct.tag_id = d.ref and ct.present = 1) end as value
  from search_due d left join contact c on c.seq = d.seq
  order by d.seq desc limit ${sql.raw(String(AT_ONCE))}`);

type Values = { due: string };

/** What nobody has changed or taken in since it was read. */
const unchanged = sql`(
  select d.seq, d.kind, d.ref, j.value ->> 'text' as text from json_each(${p("due")}) j
  join search_due d on d.seq = j.value ->> 'seq' and d.kind = j.value ->> 'kind' and d.ref = j.value ->> 'ref'
    and d.change = j.value ->> 'change')`;

const retire = prepare<Values & { fresh: string }>(sql`
  update search_text set kind = 'gone', ref = search_text.kind || '/' || search_text.ref || '/' || ${p("fresh")}
  from ${unchanged} f
  where search_text.seq = f.seq and search_text.kind = f.kind and search_text.ref = f.ref
    and search_text.text is not f.text`);
const insertTexts = prepare<Values>(sql`
  insert into search_text (seq, kind, ref, text)
  select f.seq, f.kind, f.ref, f.text from ${unchanged} f where f.text is not null on conflict do nothing`);
/** Pieces of a text that has changed meanwhile do no harm: whoever changed it is taken in next. */
const insertTerms = prepare<{ documents: string }>(sql`
  insert into contact_search (rowid, terms)
  select j.value ->> 'seq', j.value ->> 'terms' from json_each(${p("documents")}) j
  join contact c on c.seq = j.value ->> 'seq' order by c.seq`);
const takenIn = prepare<Values>(sql`
  delete from search_due where (seq, kind, ref) in (select seq, kind, ref from ${unchanged})`);

/**
 * One step of taking in what has changed: texts that no batch fed, contacts that were erased, and those
 * from before there was this index. Every step may run twice.
 *
 * @returns whether there is more
 */
export async function takeInSearch(db: Database, now: number): Promise<boolean> {
  const statement = selectDue({});
  const [result] = await db.read([statement]);
  const due = result ? statement.decode(result) : [];
  if (due.length === 0) return fillUp(db);
  if (due.some(({ kind }) => kind === "erased")) {
    await forgetErased(db);
    return true;
  }
  const terms = new Map<number, string[]>();
  const rows = due.map(({ value, ...row }) => {
    const text = searchable(row.kind as TextKind, value);
    if (text !== null) terms.set(row.seq, [...(terms.get(row.seq) ?? []), text]);
    return { ...row, text };
  });
  const documents = [...terms].map(([seq, texts]) => ({ seq, terms: texts.map(termsOf).join(" ") }));
  const json = JSON.stringify(rows);
  await db.write([
    retire({ due: json, fresh: newId(now) }),
    insertTexts({ due: json }),
    insertTerms({ documents: JSON.stringify(documents) }),
    takenIn({ due: json }),
    ...due.flatMap(({ kind, contactId, value }) =>
      kind === "name" && contactId !== null && value !== null ? indexNameLater(contactId, value) : [],
    ),
  ]);
  return true;
}

const next = sql`(
  select seq, id from contact where seq < (select below from search_backfill)
  order by seq desc limit ${sql.raw(String(CONTACTS_AT_ONCE))})`;

const insertDue = prepare(sql`
  insert into search_due (seq, kind, ref, change)
  select seq, kind, ref, random() & 4503599627370495 from (
    select n.seq, f.value as kind, '' as ref from ${next} n
      join json_each('["id","channel","name","email","phone","member"]') f
    union all select n.seq, 'note', o.id from ${next} n join note o on o.contact_id = n.id where o.deleted_at is null
    union all select n.seq, 'tag', t.tag_id from ${next} n join contact_tag t on t.contact_id = n.id where t.present = 1)
  where true on conflict do nothing`);
const goOn = prepare(sql`update search_backfill set below = coalesce((select min(seq) from ${next}), 0)`);
const through = prepare(sql`
  delete from search_backfill where not exists (select 1 from contact where seq < below)`);

/** Contacts from before there was this index, the newest first. */
async function fillUp(db: Database): Promise<boolean> {
  const [found] = await db.read(["select 1 from search_backfill"]);
  if (!found?.rows.length) return false;
  await db.write([insertDue({}), goOn({}), through({})]);
  return true;
}
