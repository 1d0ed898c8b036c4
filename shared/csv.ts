/**
 * CSV as RFC 4180 has it, in UTF-8 with a byte order mark so that every spreadsheet reads it.
 *
 * A spreadsheet runs a cell that begins like a formula. Such a text is written with an apostrophe in
 * front, and so is one that already has apostrophes there: reading takes exactly one away again, so what
 * was exported comes back as it was. U+0000 is left out: no two readers agree on it.
 */

export const BOM = "\uFEFF";
const END = "\r\n";

/** Like a formula, in half or full width, after any blanks or apostrophes. */
const FORMULA = /^'*(?:[\t\r\n]|[\s\u200B]*[=+\-@＝＋－＠])/;
const WRITTEN = /^'+(?:[\t\r\n]|[\s\u200B]*[=+\-@＝＋－＠])/;
const QUOTED = /[",\r\n]|^\s|\s$/;

/** The text as a spreadsheet shows and never runs it. */
export const neutralized = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text as it was before `neutralized`. */
export const restored = (text: string): string => (WRITTEN.test(text) ? text.slice(1) : text);

/** Most texts are neither like a formula nor in need of quotes: one look says so. */
const AWKWARD = /^['\s\u200B=+\-@＝＋－＠]|[",\r\n\0]|\s$/;

function field(text: string): string {
  if (!AWKWARD.test(text)) return text;
  const plain = neutralized(text.includes("\0") ? text.replaceAll("\0", "") : text);
  return QUOTED.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** One record with its line end. */
export const csvRow = (fields: readonly string[]): string => fields.map(field).join(",") + END;

/** A file without its byte order mark: each record ends with a line end. */
export const csvRows = (rows: Iterable<readonly string[]>): string => Array.from(rows, csvRow).join("");

/** The file is no CSV: a quote was opened and never closed, or text stands behind a closed one. */
export class BadCsv extends Error {
  /** Counted from 1, as a person does. */
  readonly line: number;

  constructor(line: number) {
    super(`line ${line}`);
    this.line = line;
  }
}

const FIELD = /"([^"]*(?:""[^"]*)*)"|([^,\r\n]*)/y;

/**
 * Reads a whole file, with or without byte order mark, with any line ends. Every line is a record, an
 * empty one too; the line end of the last record may be missing.
 *
 * @throws {BadCsv}
 */
export function parseCsv(file: string): string[][] {
  const text = file.startsWith(BOM) ? file.slice(1) : file;
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length || row.length > 0) {
    FIELD.lastIndex = at;
    const [whole = "", quoted, bare = ""] = FIELD.exec(text) ?? [];
    at += whole.length;
    const opened = quoted === undefined && bare.startsWith('"');
    const next = text[at];
    if (opened || (next !== undefined && !",\r\n".includes(next))) throw new BadCsv(lineOf(text, at));
    row.push(restored(quoted === undefined ? bare : quoted.replaceAll('""', '"')));
    at += next === undefined ? 0 : text.startsWith(END, at) ? 2 : 1;
    if (next === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split(/\r\n|\r|\n/).length;
