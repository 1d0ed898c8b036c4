import { MASK, type MaskKind, maskOf } from "../../../shared/masking.ts";
import { plainOf } from "./plain.ts";
import type { Secret } from "./policy.ts";

/** Shorter values are words and counts as well. */
const SHORTEST = 4;
/** So many digits tell a number apart, also from a count or an amount. */
const NUMBER = 8;

/**
 * Each begins where a run begins and is bounded, so that no text, however long and whatever is in it,
 * takes more than a few steps a character.
 */
const EMAIL = /(?<![\w.%+'-])[\w.%+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g;
/** What people write between the digits of a number. */
const BETWEEN = String.raw`\s().\-_\/\p{Pd}`;
/** A day or a month with a year, or a day with a time. */
const DATE = String.raw`(?:\d\d?\/)?\d\d?\/(?:19|20)\d\d(?!\d)|\d\d?\/\d\d?\s\d\d?:`;
const WORD = String.raw`[\p{Script=Latin}\p{N}_]`;
/**
 * With a country code or a trunk prefix; a number that begins otherwise is an order's or a date. Chinese
 * puts no space beside a number.
 */
const PHONE = new RegExp(
  String.raw`(?<!${WORD}|${WORD}[.-]|(?:19|20)\d\d\/(?:\d\d?\/)?)(?!${DATE})` +
    String.raw`(?:\+|%2B|00|\(?0)[\d${BETWEEN}]{6,28}\d(?!${WORD})`,
  "gu",
);
/** LINE names people, groups and rooms like this. */
const LINE_ID = /(?<![\p{L}\p{N}])[UCR][0-9a-f]{32}(?![\p{L}\p{N}])/gu;

/** Where values may stand: any text, a word of ours, the digits of a JSON number. */
export type Within = "text" | "word" | "number";

/**
 * Finds values in texts, in any width: `text` also takes what only looks like one, `word` (a word of ours)
 * does not look for given values, since a customer may have chosen a member number that is such a word.
 * `number` takes only what is a given value as a whole: everything else is a time, an amount or a count.
 */
export function writtenIn(
  secrets: readonly Secret[],
  hidden: ReadonlySet<MaskKind>,
): (text: string, within: Within) => string {
  const whole = new Map(secrets.map(([kind, value]) => [folded(value), kind]));
  const asNumbers = new Map(secrets.flatMap(endings));
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
    if (within === "number") {
      const kind = asNumbers.get(text);
      return kind ? maskOf(kind, text) : text;
    }
    const copy = plainOf(text);
    const plain = copy?.plain ?? text;
    if (within === "text") {
      const kind = whole.get(folded(text));
      if (kind) return maskOf(kind, plain);
    }
    // As it stands too: what shows nothing may also divide a number from a word.
    const looks = copy ? [{ ...copy, seen: plain }, { seen: text }] : [{ seen: text }];
    const found: Range[] = [];
    for (const { seen, from, to } of looks.map((look) => ({ from: null, to: null, ...look }))) {
      for (const [kind, pattern] of patterns) {
        for (const { 0: match, index } of seen.matchAll(pattern)) {
          if (match.length === seen.length) return maskOf(kind, seen);
          found.push(rangeOf(index, index + match.length, from, to));
        }
      }
      if (within === "word" || !literal) continue;
      for (const { 0: match, index } of seen.matchAll(literal)) {
        found.push(rangeOf(index, index + match.length, from, to));
      }
    }
    return covered(text, found);
  };
}

/** From the first character up to the one after the last. */
type Range = readonly [start: number, end: number];

const rangeOf = (
  start: number,
  end: number,
  from: readonly number[] | null,
  to: readonly number[] | null,
): Range => [from?.[start] ?? start, to?.[end - 1] ?? end];

/** The text with a mask over each range; ranges that overlap are one. */
function covered(text: string, ranges: Range[]): string {
  let result = "";
  let done = 0;
  for (const [start, end] of ranges.sort(([a], [b]) => a - b)) {
    if (start >= done) result += text.slice(done, start) + MASK;
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

const plainText = (text: string): string => plainOf(text)?.plain ?? text;

const folded = (text: string): string => plainText(text).normalize("NFKC").toLowerCase();

const digitsOf = (text: string): string => plainText(text).replaceAll(/\D/g, "");

/** How a value stands as a number: without what a number cannot begin with. */
function endings([kind, value]: Secret): [digits: string, MaskKind][] {
  const digits = digitsOf(value);
  if (kind !== "phone") return digits.length >= NUMBER && digits === value ? [[digits, kind]] : [];
  const count = Math.max(0, digits.length - NUMBER + 1);
  return Array.from({ length: count }, (_, i) => [digits.slice(i), kind]);
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** As it is, and as it stands in an address. */
const spellings = ([, value]: Secret): string[] =>
  [value, plainText(value), encodeURIComponent(value.toWellFormed())].map(escaped);

/** A number in any grouping, with or without its country: by its last eight digits. */
function numberPattern([kind, value]: Secret): string[] {
  const digits = digitsOf(value);
  if (kind !== "phone" || digits.length < NUMBER) return [];
  const between = `[${BETWEEN}]{0,3}`;
  return [String.raw`(?:\+|\()?\d{0,7}${between}${digits.slice(-NUMBER).split("").join(between)}`];
}

function alternatives(patterns: readonly string[]): RegExp | null {
  const longestFirst = [...new Set(patterns)].sort((a, b) => b.length - a.length);
  return longestFirst.length === 0 ? null : new RegExp(longestFirst.join("|"), "giu");
}
