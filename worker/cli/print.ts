export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Rows under their names, aligned; nothing but the names when there are none. */
export function table(rows: readonly Record<string, unknown>[]): void {
  if (rows.length === 0) return print("None.");
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? "")))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines)
    print(
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}
