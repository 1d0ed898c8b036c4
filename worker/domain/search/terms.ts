/**
 * How a text becomes pieces of the index `contact_search`, and how a search is compared with texts.
 *
 * Latin letters and digits make runs; runs and ASCII marks between them make stretches, such as an email.
 * A text's pieces are the trigrams of its stretches, how each run begins (one and two characters), every
 * character that is of no run alone, and every pair of neighbours that is not wholly within a run. So any
 * part of a text is made of pieces of the text, and a short part is one.
 */

const RUN = /[\p{Script=Latin}\p{Nd}]+/gu;
const PART = /[\p{Script=Latin}\p{Nd}!-/:-@[-`{-~]+|[^\s]/gu;
const IS_STRETCH = /^[\p{Script=Latin}\p{Nd}!-/:-@[-`{-~]/u;
const IS_LATIN = /^[\p{Script=Latin}\p{Nd}]/u;
const IS_SHORT_RUN = /^[\p{Script=Latin}\p{Nd}]{1,2}$/u;
/** Zeros before a number: one trigram says too little of how many there are. */
const REPEATED = /(.)\1{3,}/gsu;
const REPEATED_MAX = 16;

/** Stands before every run in a stored text; folding leaves no control character. */
const MARK = "\u0001";
/** Full-width, which folding never leaves: the piece says how a run begins. */
const BEGINS = "Ａ";

/**
 * Width, case and marks that do not show are the same to a search. `ς` folds to `σ`: lower case alone
 * depends on the letters after it, which a part of a text does not have.
 */
export const foldText = (text: string): string =>
  text
    .toWellFormed()
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("ς", "σ")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, (c) => (/\s/.test(c) ? " " : ""))
    .replace(/\s+/gu, " ")
    .trim();

/** A text as it is stored to be compared with: folded, a mark before every run. */
export const markedText = (text: string): string => foldText(text).replace(RUN, `${MARK}$&`);

/** What the index holds of a text, as its tokenizer reads it. */
export function termsOf(marked: string): string {
  const terms = new Set<string>();
  for (const word of marked.replaceAll(MARK, "").split(" ")) {
    let before = "";
    for (const [part] of word.matchAll(PART)) {
      const letters = lettersOf(part);
      if (before !== "") terms.add(asPiece(before + (letters[0] ?? "")));
      if (IS_STRETCH.test(part)) addStretch(terms, part, letters);
      else terms.add(asPiece(part));
      before = letters[letters.length - 1] ?? "";
    }
  }
  return [...terms].join(" ");
}

function addStretch(terms: Set<string>, part: string, letters: string | string[]): void {
  for (const [run] of part.matchAll(RUN)) {
    const [first = "", second = ""] = lettersOf(run);
    terms.add(BEGINS + first);
    if (second !== "") terms.add(BEGINS + first + second);
  }
  for (let i = 2; i < letters.length; i++) terms.add(asPiece(trigram(letters, i - 2)));
  for (const [same, letter = ""] of part.matchAll(REPEATED)) {
    for (let n = 4; n <= Math.min(same.length / letter.length, REPEATED_MAX); n++) {
      terms.add(asPiece(letter.repeat(n)));
    }
  }
  for (let i = 0; i < letters.length; i++) {
    const [letter = "", next = ""] = [letters[i], letters[i + 1]];
    const isMark = !IS_LATIN.test(letter);
    if (isMark) terms.add(asPiece(letter));
    if (next !== "" && (isMark || !IS_LATIN.test(next))) terms.add(asPiece(letter + next));
  }
}

/** One word of a search: what the index must hold of it, and what a marked text must. */
export interface Word {
  /** Folded. */
  word: string;
  pieces: string[];
  needle: string;
}

/** The words of a search; each must be in some text of the contact. */
export const wordsOf = (search: string): Word[] =>
  foldText(search)
    .split(" ")
    .filter((word) => word !== "")
    .map(wordOf);

function wordOf(word: string): Word {
  if (IS_SHORT_RUN.test(word)) return { word, pieces: [BEGINS + word], needle: MARK + word };
  // The first run of a part may have begun before it; those after it have not.
  const needle = word.replace(RUN, (run, at: number) => (at > 0 ? MARK + run : run));
  return { word, pieces: [...piecesOf(word)], needle };
}

/** Enough pieces to cover a word, and no more: each is a list to walk, and the longest are the most common. */
function piecesOf(word: string): Set<string> {
  const pieces = new Set<string>();
  const parts = [...word.matchAll(PART)].map(([part]) => part);
  let before = "";
  for (const part of parts) {
    const letters = lettersOf(part);
    if (before !== "") pieces.add(asPiece(before + (letters[0] ?? "")));
    before = letters[letters.length - 1] ?? "";
    const last = letters.length - 3;
    for (let i = 0; i <= last; i += 3) pieces.add(asPiece(trigram(letters, i)));
    if (last > 0) pieces.add(asPiece(trigram(letters, last)));
    for (const [same, letter = ""] of part.matchAll(REPEATED)) {
      pieces.add(asPiece(letter.repeat(Math.min(same.length / letter.length, REPEATED_MAX))));
    }
  }
  // A word of one or two characters, of which one is a mark or of another script.
  if (pieces.size === 0) pieces.add(asPiece(word));
  return pieces;
}

/** What no surrogate pair is in needs no splitting. */
const lettersOf = (part: string): string | string[] =>
  /[\ud800-\udfff]/.test(part) ? Array.from(part) : part;

const trigram = (letters: string | string[], at: number): string =>
  typeof letters === "string" ? letters.slice(at, at + 3) : letters.slice(at, at + 3).join("");

/** The tokenizer splits at ASCII marks: they stand as their full-width twins, which folding never leaves. */
const asPiece = (characters: string): string =>
  characters.replace(/[!-/:-@[-`{-~]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) + 0xfee0));
