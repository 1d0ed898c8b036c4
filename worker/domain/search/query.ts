import { foldText, type Word, wordsOf } from "./terms.ts";

/** A search as it is asked: readings of which one must hold, each of words that all must. */
export interface SearchQuery {
  readings: Word[][];
  /** For FTS5. Only pieces between quotes reach it, so nothing a person types is read as its syntax. */
  match: string;
}

/** What people write between the digits of a phone number. */
const BETWEEN_DIGITS = /[\s()+./-]/g;

/**
 * @returns null when nothing is left to search for
 */
export function searchQuery(text: string): SearchQuery | null {
  const words = wordsOf(text);
  if (words.length === 0) return null;
  const digits = foldText(text).replaceAll(BETWEEN_DIGITS, "");
  const isPhone = /^\d{3,}$/.test(digits) && digits !== foldText(text);
  const readings = isPhone ? [words, wordsOf(digits)] : [words];
  return { readings, match: readings.map(matchOf).join(" OR ") };
}

const matchOf = (words: Word[]): string => {
  const pieces = new Set(words.flatMap((word) => word.pieces));
  return `(${[...pieces].map((piece) => `"${piece}"`).join(" AND ")})`;
};
