import { AUDIT_FACTS, type AuditFact, type AuditItem } from "../../../shared/schemas/audit.ts";
import { formatFull, formatList } from "../../lib/format.ts";
import en from "../messages/en.ts";
import { type MessageName, say } from "../say.ts";
import { shortened } from "./shortened.ts";

const isFact = (key: string): key is AuditFact => AUDIT_FACTS.some((known) => known === key);

/** Where a value of that fact has its words, `*` standing for the value. */
const WORDS: Partial<Record<AuditFact, readonly string[]>> = {
  changed: ["audit.value.*"],
  client: ["account.client.*"],
  code: ["audit.value.*"],
  field: ["audit.value.*"],
  fields: ["audit.value.*"],
  form: ["audit.value.*"],
  kind: ["connections.kind.*", "accounts.kind.*"],
  matched: ["audit.value.*"],
  name: ["audit.value.*"],
  posts: ["audit.value.*"],
  problem: ["audit.problem.*"],
  role: ["role.*"],
  scope: ["apiKeys.scope.*"],
  scopes: ["apiKeys.scope.*"],
  state: ["members.state.*"],
  type: ["attributes.type.*"],
  types: ["webhooks.type.*"],
  value: ["module.*", "role.*", "masking.kind.*", "matching.*"],
  via: ["audit.value.*"],
};

/** A reason is what a member wrote, and theirs to say, but for this verb's. */
const wordsOf = (key: string, verb: string): readonly string[] => {
  if (key === "reason") return verb === "webhooks.disabled" ? ["webhooks.off.*"] : [];
  return (isFact(key) && WORDS[key]) || [];
};

const isMessage = (name: string): name is MessageName => Object.hasOwn(en, name);
/** A mail server's answer stands behind what it means: `refused_550`. */
const CODED = /^([a-z]+)_(\d{3})$/;

const wordOf = (places: readonly string[], value: string): string => {
  const named = (word: string) => places.map((place) => place.replace("*", word)).find(isMessage);
  const name = named(value);
  if (name) return say(name);
  const [, what = "", code = ""] = CODED.exec(value) ?? [];
  const coded = named(what);
  return coded ? say("audit.fact.coded", { what: say(coded), code }) : value;
};

const pair = (name: string, value: string): string => say("audit.fact", { name, value });

function textOf(places: readonly string[], value: unknown): string {
  if (typeof value === "boolean") return say(value ? "audit.fact.yes" : "audit.fact.no");
  if (Array.isArray(value)) return formatList(value.map((one) => textOf(places, one)));
  if (typeof value === "string") return wordOf(places, value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return formatList(
    Object.entries(value).map(([key, one]) => pair(wordOf(places, key), textOf(places, one))),
  );
}

function factText(key: string, value: unknown, verb: string): string {
  if (value === null) return say("audit.fact.none");
  if (key === "since" && typeof value === "number") return formatFull(value);
  if (key.endsWith("Id") && typeof value === "string") return shortened(value);
  return textOf(wordsOf(key, verb), value);
}

/** The facts of a row in one line; one from a newer server stands as the API calls it. */
export const detailWords = ({ detail, verb }: Pick<AuditItem, "detail" | "verb">): string =>
  Object.entries(detail)
    .map(([key, value]) => pair(isFact(key) ? say(`audit.fact.${key}`) : key, factText(key, value, verb)))
    .join(" · ");
