import { type SQL, sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { termsOf } from "./terms.ts";
import { searchable, type TextKind } from "./texts.ts";

const p = sql.placeholder;

/** A text that a contact is found by from now on; null: by none of that kind and ref any more. */
export interface Fed {
  /** The contact's id, or the note's. */
  of: string;
  kind: TextKind;
  /** note.id; tag.id or the tag's `name_key`. */
  ref?: string;
  value: string | null;
}

const owner = (of: SQL): SQL => sql`coalesce((select contact_id from note where id = ${of}), ${of})`;

/** The rows of `items` with the contact's `seq`, as `search_text` names them. */
const fed = sql`(
  select c.seq, j.value ->> 'kind' as kind, j.value ->> 'text' as text,
    coalesce((select id from tag where name_key = j.value ->> 'tag'), j.value ->> 'ref') as ref
  from json_each(${p("items")}) j join contact c on c.id = ${owner(sql`j.value ->> 'of'`)})`;

/** A text that goes leaves its pieces in the index: the row is kept to take them out when the contact is erased. */
const retire = prepare<{ items: string; fresh: string }>(sql`
  update search_text set kind = 'gone',
    ref = search_text.kind || '/' || search_text.ref || '/' || ${p("fresh")}
  from ${fed} f
  where search_text.seq = f.seq and search_text.kind = f.kind and search_text.ref = f.ref
    and search_text.text is not f.text`);

const insertTexts = prepare<{ items: string }>(sql`
  insert into search_text (seq, kind, ref, text)
  select f.seq, f.kind, f.ref, f.text from ${fed} f where f.text is not null on conflict do nothing`);

const insertTerms = prepare<{ documents: string }>(sql`
  insert into contact_search (rowid, terms)
  select c.seq, j.value ->> 'terms' from json_each(${p("documents")}) j
  join contact c on c.id = ${owner(sql`j.value ->> 'of'`)} order by c.seq`);

const takenIn = prepare<{ items: string }>(sql`
  delete from search_due where (seq, kind, ref) in (select seq, kind, ref from ${fed})`);

/**
 * Makes contacts findable by texts, in the batch that writes them and after it. What no batch feeds is
 * noticed by the triggers of `search_due` and taken in within a second (take-in.ts).
 */
export function feedSearch(now: number, texts: readonly Fed[]): Statement[] {
  if (texts.length === 0) return [];
  const newest = new Map(texts.map((text) => [`${text.of} ${text.kind} ${text.ref ?? ""}`, text]));
  const terms = new Map<string, string[]>();
  const items = [...newest.values()].map(({ of, kind, ref = "", value }) => {
    const text = searchable(kind, value);
    if (text !== null) terms.set(of, [...(terms.get(of) ?? []), text]);
    return { of, kind, ref, text, ...(kind === "tag" ? { tag: ref } : {}) };
  });
  const documents = [...terms].map(([of, written]) => ({ of, terms: written.map(termsOf).join(" ") }));
  const json = JSON.stringify(items);
  return [
    retire({ items: json, fresh: newId(now) }),
    ...(documents.length > 0
      ? [insertTexts({ items: json }), insertTerms({ documents: JSON.stringify(documents) })]
      : []),
    takenIn({ items: json }),
  ];
}

type Named = { of: string; kind: TextKind; ref: string };

const here = sql`seq = (select seq from contact where id = ${owner(sql`${p("of")}`)})`;

const putAside = prepare<Named>(sql`
  update or replace search_text set kind = 'gone', ref = kind || '/' || ref
  where ${here} and kind = ${p("kind")} and ref = ${p("ref")}`);

const putBack = prepare<Named>(sql`
  update or ignore search_text set kind = ${p("kind")}, ref = ${p("ref")}
  where ${here} and kind = 'gone' and ref = ${p("kind")} || '/' || ${p("ref")}`);

const settled = prepare<Named>(sql`
  delete from search_due where ${here} and kind = ${p("kind")} and ref = ${p("ref")}`);

/** A note or a tag that goes, and may come back as it was. */
export const withdrawFromSearch = (named: Named): Statement[] => [putAside(named), settled(named)];

const wasPutAside = sql`exists (select 1 from search_text where ${here} and kind = ${p("kind")} and ref = ${p("ref")})`;

const settledIfBack = prepare<Named>(sql`
  delete from search_due where ${here} and kind = ${p("kind")} and ref = ${p("ref")} and ${wasPutAside}`);

/** One that came back. */
export const returnToSearch = (named: Named): Statement[] => [putBack(named), settledIfBack(named)];
