/**
 * How names become pieces of the index `contact_name`, and searches become its queries.
 *
 * `terms` holds a name's characters in order: letters and digits of Latin script as overlapping
 * trigrams (a run shorter than three as it is), every other character, a space too, as a piece of its
 * own. So a part of a name is a phrase of pieces, in any script. `words` holds how each Latin run
 * begins, for searches shorter than three letters: they match the beginning of a word.
 */

const LATIN_RUN = /[\p{Script=Latin}\p{Nd}]+|./gsu;
const IS_LATIN = /^[\p{Script=Latin}\p{Nd}]/u;
const SPACE = "␣";

/**
 * Width, case and marks that do not show are the same to a search. `ς` folds to `σ`: lower case alone
 * depends on the letters after it, which a part of a name does not have.
 */
export const foldName = (text: string): string =>
  text
    .toWellFormed()
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, (c) => (/\s/.test(c) ? " " : ""))
    .replace(/\s+/gu, " ")
    .trim();

/** What is stored for a name. */
export function nameTerms(name: string): { terms: string; words: string } {
  const words = new Set<string>();
  const terms: string[] = [];
  for (const [run] of foldName(name).matchAll(LATIN_RUN)) {
    terms.push(...pieces(run));
    if (IS_LATIN.test(run)) words.add([...run].slice(0, 2).join(""));
  }
  return { terms: terms.join(" "), words: [...words].join(" ") };
}

/**
 * The query that finds a superset of what `nameMatches` accepts: every word of the search is a phrase.
 * Only pieces between quotes reach FTS5, so nothing a person types is read as its syntax.
 *
 * @returns null when nothing is left to search for
 */
export function nameQuery(search: string): string | null {
  const words = foldName(search).split(" ").filter(Boolean);
  return words.length === 0 ? null : words.map(phrase).join(" AND ");
}

/** Whether the name holds every word of the search; a word shorter than three letters begins one. */
export function nameMatches(name: string, search: string): boolean {
  const folded = foldName(name);
  return foldName(search)
    .split(" ")
    .every((word) => holdsWord(folded, word));
}

function holdsWord(name: string, word: string): boolean {
  const first = word.match(LATIN_RUN)?.[0] ?? "";
  if (!isShort(first)) return name.includes(word);
  for (let at = name.indexOf(word); at !== -1; at = name.indexOf(word, at + 1)) {
    const before = Array.from(name.slice(0, at)).at(-1);
    if (before === undefined || !IS_LATIN.test(before)) return true;
  }
  return false;
}

function phrase(word: string): string {
  const runs = [...word.matchAll(LATIN_RUN)].map(([run]) => run);
  if (runs.length === 1 && isShort(word)) return `words : "${word}" *`;
  // A short run at the end may go on in the name; between other characters it is a whole word.
  const open = isShort(runs.at(-1) ?? "") ? " *" : "";
  return `terms : "${runs.flatMap(pieces).join(" ")}"${open}`;
}

const isShort = (run: string): boolean => IS_LATIN.test(run) && [...run].length < 3;

function pieces(run: string): string[] {
  if (!IS_LATIN.test(run)) return [asPiece(run)];
  const letters = [...run];
  if (letters.length < 3) return [run];
  return letters.slice(2).map((letter, i) => `${letters[i]}${letters[i + 1]}${letter}`);
}

/** The tokenizer splits at ASCII marks: they stand as their full-width twins, which folding never leaves. */
function asPiece(character: string): string {
  if (character === " ") return SPACE;
  const code = character.charCodeAt(0);
  return code < 128 ? String.fromCharCode(code + 0xfee0) : character;
}
