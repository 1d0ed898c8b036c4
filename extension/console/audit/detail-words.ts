import { say } from "../say.ts";

const KEYS = [
  "reason",
  "fields",
  "field",
  "code",
  "client",
  "role",
  "allowed",
  "state",
  "value",
  "via",
  "form",
  "to",
  "problem",
  "again",
  "kind",
  "changed",
] as const;
type Key = (typeof KEYS)[number];
const isKey = (key: string): key is Key => KEYS.some((known) => known === key);

const textOf = (value: unknown): string => {
  if (typeof value === "boolean") return say(value ? "audit.fact.yes" : "audit.fact.no");
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(textOf).join(", ") : JSON.stringify(value);
};

/** The facts of a row in one line; what has no words of ours stands as the API calls it. */
export const detailWords = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([key, value]) =>
      say("audit.fact", { name: isKey(key) ? say(`audit.fact.${key}`) : key, value: textOf(value) }),
    )
    .join(" · ");
