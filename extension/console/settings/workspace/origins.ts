import { originOf, WIDGET_ORIGINS_MAX } from "../../../../shared/schemas/settings.ts";

export type ParsedOrigins =
  | { ok: true; origins: string[] }
  /** `line` counts from 1, as a person does. */
  | { ok: false; reason: "invalid"; line: number; text: string }
  | { ok: false; reason: "too-many" };

/** What a person typed, one address a line: empty lines are skipped, an origin twice counts once. */
export function parseOrigins(text: string): ParsedOrigins {
  const origins = new Set<string>();
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const origin = originOf(line);
    if (origin === null) return { ok: false, reason: "invalid", line: at + 1, text: line.trim() };
    origins.add(origin);
  }
  if (origins.size > WIDGET_ORIGINS_MAX) return { ok: false, reason: "too-many" };
  return { ok: true, origins: [...origins] };
}
