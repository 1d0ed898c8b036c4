import { sql } from "drizzle-orm";
import { asRegion, parsePhone, possiblePhones } from "../../../shared/phone.ts";
import type { Candidate, Page } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { masked } from "../masking/mask.ts";
import { learn, secretsOf } from "../masking/policy.ts";
import { matchedTexts, writtenOf } from "../search/matches.ts";
import { NOTHING, selectParts } from "../search/parts.ts";
import { type SearchQuery, searchQuery } from "../search/query.ts";
import { candidateJson, candidatesOf } from "./candidate.ts";
import { byEmail, byId, byPhone, NO_NAME } from "./look-up.ts";
import { nameMatches, nameQuery } from "./name-terms.ts";
import { admitGuess } from "./guess-limit.ts";
import { completeTo, type Found, listOf, newestFirst, pageFrom, placeOf } from "./search-page.ts";

const p = sql.placeholder;

/** Contacts that may stand first and so are passed over further down. */
const WHOLE = 20;

/** `filling`: the index is not complete yet. */
const selectState = prepare<Record<string, never>, { region: string | null; filling: 0 | 1 }>(sql`
  select (select value from setting where name = 'defaultRegion') as region,
    exists (select 1 from search_backfill) as filling`);
const selectByPhone = prepare<{ phones: string }, { item: string }>(byPhone);
const selectByEmail = prepare<{ email: string }, { item: string }>(byEmail);
const selectById = prepare<{ text: string }, { item: string }>(byId);

/** By the index of names alone: for who sees values masked, and while the other index is being filled. */
const selectByName = prepare<{ match: string; before: number; limit: number }, { item: string }>(sql`
  select ${candidateJson} as item
  from (select 1 where exists (select 1 from search_backfill) or exists (select 1 from setting where name = 'masking'))
  cross join contact_name f cross join contact c on c.seq = f.rowid join channel ch on ch.id = c.channel_id
  where f.contact_name match ${p("match")} and f.rowid < ${p("before")} and c.deleted_at is null
  order by f.rowid desc limit ${p("limit")}`);

/** What the people behind these contacts have, in any of their channels. */
const selectSecrets = prepare<{ contacts: string }, { secrets: string | null }>(sql`
  select ${secretsOf(sql`j.value`)} as secrets from json_each(${p("contacts")}) j`);

/** What a search is asked with. */
export interface ContactSearch {
  text: string;
  /** Of the page before; null for the first. */
  cursor: string | null;
  /** Contacts on a page. */
  limit: number;
}

/**
 * Contacts by any part of a name, phone, email, channel id, member number, id of ours, note or tag, in
 * any script and width, in one batch. Words may stand in different texts, and each must be in one. A word
 * of one or two Latin letters or digits is the beginning of one; any other is any part.
 *
 * Who has the search as their whole phone, email or id stands first; within each the newest contact
 * first. For who sees any kind of value masked: whole values, and parts of names as they see them (a second
 * batch, for what those people's other channels know).
 * Deleted contacts are never found. For verbs: it proves the session and the right they declare.
 *
 * @throws {Failure} INVALID_INPUT for a cursor that is none of ours; TOO_MANY_ATTEMPTS for who sees values
 *   masked and has guessed too often
 */
export async function searchContacts(ctx: Ctx, search: ContactSearch): Promise<Page<Candidate>> {
  const { text, limit } = search;
  const from = placeOf(search.cursor);
  const query = searchQuery(text);
  const before = from.of === "part" ? from.seq : Number.MAX_SAFE_INTEGER;
  const asked = limit + 1 + WHOLE;
  const { acting, rows } = await read(ctx, [
    selectState({}),
    // A phone the channel gave in a spelling nobody can parse is found by that spelling.
    selectByPhone({ phones: JSON.stringify([text, ...possiblePhones(text)]) }),
    selectByEmail({ email: text.toLowerCase() }),
    selectById({ text }),
    selectByName({ match: nameQuery(text) ?? NO_NAME, before, limit: asked }),
    query ? selectParts(query, before, asked) : NOTHING,
  ]);
  const [[state], phones, emails, ids, names, parts] = rows;
  const region = asRegion(JSON.parse(state?.region ?? "null"));
  const number = parsePhone(text, region);
  const samePhone = listOf(phones, Infinity).found.filter(
    ({ row }) => row.phone === number || row.phone === text,
  );
  const whole = newestFirst([
    { found: samePhone, more: false },
    listOf(emails, Infinity),
    listOf(ids, Infinity),
  ]);
  const isMasked = ctx.policy.kinds.length > 0;
  const byName = listOf(names, asked);
  const lists = isMasked ? [byName] : [listOf(parts, asked), ...(state?.filling ? [byName] : [])];
  const end = completeTo(lists);
  if (isMasked) {
    const found = [...whole, ...byName.found].map(({ row }) => row.contactId);
    const { rows: known } = await read(ctx, [selectSecrets({ contacts: JSON.stringify(found) })]);
    for (const row of known[0]) learn(ctx.policy, row);
  }
  // Some people's name is their number: who may not see it must not find it piece by piece.
  byName.found = byName.found.filter(({ row }) => nameMatches(masked(row, ctx.policy).name ?? "", text));
  const page = pageFrom(from, { whole, others: newestFirst(lists), end }, limit);
  if (isMasked && (whole.length > 0 || page.rows.length === 0)) {
    await admitGuess(ctx.db, { memberId: acting.memberId, now: ctx.now, missed: whole.length === 0 });
  }
  const candidates = candidatesOf(
    [{ reason: "found", rows: page.rows.map(({ row }) => row) }],
    region,
    limit,
  );
  const items = isMasked ? candidates : withMatches(candidates, page.rows, query);
  return { items, next: page.next };
}

function withMatches(
  candidates: Candidate[],
  found: readonly Found[],
  query: SearchQuery | null,
): Candidate[] {
  // Of both readings: what the digits of a phone say is looked for in phones too.
  const words = [...new Set((query?.readings ?? []).flat().map(({ word }) => word))];
  return candidates.map((candidate, i) => {
    const { row, texts } = found[i] ?? {};
    if (!row) return candidate;
    const others = JSON.parse(texts ?? "[]") as { kind: "note" | "tag"; written: string | null }[];
    return {
      ...candidate,
      matched: matchedTexts(words, writtenOf(row, candidate.phoneDisplay, others)),
    };
  });
}
