import { nationalDigits } from "../../shared/phone.ts";
import type { Known, Text } from "./known.ts";

/** Width, case and what does not show are the same. */
const fold = (text: string): string =>
  text
    .toWellFormed()
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, (c) => (/\s/.test(c) ? " " : ""))
    .replace(/\s+/gu, " ")
    .trim();

const SHORT = /^[\p{Script=Latin}\p{Nd}]{1,2}$/u;
const RUN = /[\p{Script=Latin}\p{Nd}]+/gu;

/** A text folded, and the runs of letters and digits in it. */
interface Read {
  text: string;
  runs: string[];
}

const read = new Map<string, Read[]>();

function readOf({ kind, value }: Text): Read[] {
  const key = `${kind} ${value}`;
  const known = read.get(key);
  if (known) return known;
  const written = kind === "phone" ? [value, nationalDigits(value) ?? ""] : [value];
  const made = written.map(fold).map((text) => ({ text, runs: text.match(RUN) ?? [] }));
  read.set(key, made);
  return made;
}

function holds(person: Known, word: string): boolean {
  const isShort = SHORT.test(word);
  return person.texts.some((text) =>
    readOf(text).some(({ text: folded, runs }) =>
      isShort ? runs.some((run) => run.startsWith(word)) : folded.includes(word),
    ),
  );
}

/** Whom a search must find, in the order of the definition, by looking at everybody. */
export function expected(
  people: readonly Known[],
  search: string,
  parsePhone: (text: string) => string | null,
): string[] {
  const text = search.normalize("NFC").trim();
  const number = parsePhone(text);
  const isWhole = ({ texts }: Known) =>
    texts.some(({ kind, value }) => {
      if (kind === "phone") return value === number || value === text;
      if (kind === "email") return lowerAscii(value) === text.toLowerCase();
      return (kind === "id" || kind === "channel" || kind === "member") && value === text;
    });
  const readings = [fold(text).split(" ").filter(Boolean)];
  const digits = fold(text).replaceAll(/[\s()+./-]/g, "");
  if (/^\d{3,}$/.test(digits)) readings.push([digits]);
  const isPart = (person: Known) =>
    readings.some((words) => words.length > 0 && words.every((word) => holds(person, word)));
  const living = people.filter(({ deleted }) => !deleted).toSorted((a, b) => b.seq - a.seq);
  const whole = living.filter(isWhole);
  return [...whole, ...living.filter((person) => !whole.includes(person) && isPart(person))].map(
    ({ id }) => id,
  );
}

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (c) => c.toLowerCase());
