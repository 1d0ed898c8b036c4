import { MASK, type MaskKind, maskOf } from "../../../shared/masking.ts";
import type { Secret } from "./policy.ts";

/** Shorter values are words and counts as well. */
const SHORTEST = 4;

/**
 * Each begins where a run begins and is bounded, so that no text, however long and whatever is in it,
 * takes more than a few steps a character.
 */
const EMAIL = /(?<![\w.%+'-])[\w.%+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g;
/** With a country code or a trunk prefix; a number that begins otherwise is an order's or a date. */
const PHONE = /(?<![\p{L}\p{N}_.-])(?:\+|%2B|00|\(?0)[\d\s().-]{6,28}\d(?![\p{L}\p{N}_])/gu;
/** LINE names people, groups and rooms like this. */
const LINE_ID = /(?<![\p{L}\p{N}])[UCR][0-9a-f]{32}(?![\p{L}\p{N}])/gu;

/**
 * Finds values in texts: `text` also takes what only looks like one, `word` (a word of ours) does not
 * look for given values, since a customer may have chosen a member number that is such a word.
 */
export function writtenIn(
  secrets: readonly Secret[],
  hidden: ReadonlySet<MaskKind>,
): (text: string, within: "text" | "word") => string {
  const whole = new Map(secrets.map(([kind, value]) => [folded(value), kind]));
  const literal = alternatives(
    secrets.filter(([, value]) => [...value].length >= SHORTEST).flatMap(spellings),
  );
  const numbers = alternatives(secrets.flatMap(numberPattern));
  const patterns: [MaskKind, RegExp][] = [];
  if (hidden.has("email")) patterns.push(["email", EMAIL]);
  if (hidden.has("phone")) patterns.push(["phone", PHONE]);
  if (hidden.has("id")) patterns.push(["id", LINE_ID]);
  if (hidden.has("phone") && numbers) patterns.push(["phone", numbers]);
  return (text, within) => {
    if (within === "text") {
      const kind = whole.get(folded(text));
      if (kind) return maskOf(kind, text);
    }
    let result = text;
    for (const [kind, pattern] of patterns) {
      if (result.match(pattern)?.[0] === text) return maskOf(kind, text);
      result = result.replace(pattern, MASK);
    }
    return within === "text" && literal ? result.replace(literal, MASK) : result;
  };
}

const folded = (text: string): string => text.normalize("NFKC").toLowerCase();

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** As it is, and as it stands in an address. */
const spellings = ([, value]: Secret): string[] =>
  [value, encodeURIComponent(value.toWellFormed())].map(escaped);

/** A number in any grouping, with or without its country: by its last eight digits. */
function numberPattern([kind, value]: Secret): string[] {
  const digits = value.normalize("NFKC").replaceAll(/\D/g, "");
  if (kind !== "phone" || digits.length < 8) return [];
  const between = String.raw`[\s().-]{0,3}`;
  return [String.raw`(?:\+|\()?\d{0,7}${between}${digits.slice(-8).split("").join(between)}`];
}

function alternatives(patterns: readonly string[]): RegExp | null {
  const longestFirst = [...new Set(patterns)].sort((a, b) => b.length - a.length);
  return longestFirst.length === 0 ? null : new RegExp(longestFirst.join("|"), "giu");
}
