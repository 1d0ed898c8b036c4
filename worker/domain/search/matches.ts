import type { MatchedText } from "../../../shared/schemas/panel.ts";
import type { CandidateRow } from "../contacts/candidate.ts";
import { foldText } from "./terms.ts";

/** Characters shown before and after what was found. */
const AROUND = 30;

/** A text the search may be a part of, as people write it. */
export interface Written {
  field: MatchedText["field"];
  text: string;
}

/** What a contact's own row and the notes and tags it was found by say, in the order they are shown. */
export function writtenOf(
  row: CandidateRow,
  phoneDisplay: string | null,
  others: readonly { kind: "note" | "tag"; written: string | null }[],
): Written[] {
  const written: [MatchedText["field"], string | null][] = [
    ["name", row.name],
    ["phone", phoneDisplay],
    ["phone", row.phone],
    ["email", row.email],
    ["memberNo", row.memberNo],
    ["externalId", row.externalId],
    ...others.map(({ kind, written }): [MatchedText["field"], string | null] => [kind, written]),
    ["id", row.contactId],
  ];
  return written.flatMap(([field, text]) => (text === null || text === "" ? [] : [{ field, text }]));
}

/** For each word of the search the first text that holds it, cut to what stands around it. */
export function matchedTexts(words: readonly string[], written: readonly Written[]): MatchedText[] {
  const found = new Map<string, MatchedText>();
  for (const word of words) {
    for (const { field, text } of written) {
      const at = find(text, word, field === "phone");
      if (!at) continue;
      if (!found.has(field)) found.set(field, cut(field, text, at));
      break;
    }
  }
  return [...found.values()];
}

const SKIPPED = /^[\s()+./-]$/;
const IS_LATIN = /^[\p{Script=Latin}\p{Nd}]/u;

/** Where in `text` a folded word stands, in its own characters; phones are read without what is between digits. */
function find(text: string, word: string, isPhone: boolean): [from: number, to: number] | null {
  const folded: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let at = 0;
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    if (!isPhone || !SKIPPED.test(segment)) {
      for (const character of /^\s$/.test(segment) ? " " : foldText(segment)) {
        folded.push(character);
        from.push(at);
        to.push(at + segment.length);
      }
    }
    at += segment.length;
  }
  const wanted = [...word];
  const isShort = wanted.length < 3 && wanted.every((character) => IS_LATIN.test(character));
  for (let start = 0; start + wanted.length <= folded.length; start++) {
    if (!wanted.every((character, i) => folded[start + i] === character)) continue;
    if (isShort && start > 0 && IS_LATIN.test(folded[start - 1] ?? "")) continue;
    return [from[start] ?? 0, to[start + wanted.length - 1] ?? text.length];
  }
  return null;
}

function cut(field: MatchedText["field"], text: string, [from, to]: [number, number]): MatchedText {
  const before = Array.from(text.slice(0, from));
  const after = Array.from(text.slice(to));
  return {
    field,
    before: (before.length > AROUND ? "…" : "") + before.slice(-AROUND).join(""),
    hit: text.slice(from, to),
    after: after.slice(0, AROUND).join("") + (after.length > AROUND ? "…" : ""),
  };
}
