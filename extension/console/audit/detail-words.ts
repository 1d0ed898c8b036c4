import { formatList } from "../../lib/format.ts";
import { type MessageName, say } from "../say.ts";
import en from "../messages/en.ts";

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
  "types",
  "type",
  "scopes",
  "active",
  "archived",
  "count",
  "members",
] as const;
type Key = (typeof KEYS)[number];
const isKey = (key: string): key is Key => KEYS.some((known) => known === key);

/** Where a value of that fact has its words, `*` standing for the value. */
const WORDS: Partial<Record<Key, readonly string[]>> = {
  fields: ["audit.value.*"],
  field: ["audit.value.*"],
  client: ["account.client.*"],
  role: ["role.*"],
  state: ["members.state.*"],
  via: ["audit.value.*"],
  form: ["audit.value.*"],
  types: ["webhooks.type.*"],
  type: ["attributes.type.*"],
  scopes: ["apiKeys.scope.*"],
  kind: ["connections.kind.*", "accounts.kind.*"],
};
const isMessage = (name: string): name is MessageName => Object.hasOwn(en, name);

const textOf = (key: string, value: unknown): string => {
  if (typeof value === "boolean") return say(value ? "audit.fact.yes" : "audit.fact.no");
  if (Array.isArray(value)) return formatList(value.map((one) => textOf(key, one)));
  if (typeof value !== "string") return JSON.stringify(value);
  const places = (isKey(key) && WORDS[key]) || [];
  const name = places.map((place) => place.replace("*", value)).find(isMessage);
  return name ? say(name) : value;
};

/** The facts of a row in one line; what has no words of ours stands as the API calls it. */
export const detailWords = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .map(([key, value]) =>
      say("audit.fact", { name: isKey(key) ? say(`audit.fact.${key}`) : key, value: textOf(key, value) }),
    )
    .join(" · ");
