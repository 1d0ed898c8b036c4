export type ParsedLines =
  | { ok: true; values: string[] }
  /** `line` counts from 1, as a person does. */
  | { ok: false; reason: "invalid"; line: number; text: string }
  | { ok: false; reason: "too-many" };

/**
 * What a person typed, one value a line: empty lines are skipped, a value twice counts once.
 *
 * @param read what a line means; null when it means nothing
 */
export function parseLines(text: string, read: (line: string) => string | null, max: number): ParsedLines {
  const values = new Set<string>();
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const value = read(line);
    if (value === null) return { ok: false, reason: "invalid", line: at + 1, text: line.trim() };
    values.add(value);
  }
  return values.size > max ? { ok: false, reason: "too-many" } : { ok: true, values: [...values] };
}
