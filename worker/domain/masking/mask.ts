import { MASK, type MaskKind, maskOf } from "../../../shared/masking.ts";
import { type Within, writtenIn } from "./written-in.ts";
import type { MaskPolicy, Secret } from "./policy.ts";

/**
 * The one place where answers are masked: every verb's answer passes it on its way out (see verb.ts).
 *
 * A value under a name listed in `KIND_OF` is masked by its kind, at any depth; so a new field needs no
 * more than to be called what it is. Every other text is searched for this customer's values and for what
 * is written like a phone number or an email, since people write those into names and notes.
 */
export function masked<Answer>(answer: Answer, policy: MaskPolicy): Answer {
  if (policy.kinds.length === 0) return answer;
  const hidden = new Set(policy.kinds);
  const secrets: Secret[] = [...policy.secrets];
  collect(answer, null, secrets);
  const search = writtenIn(
    secrets.filter(([kind]) => hidden.has(kind)),
    hidden,
  );
  // Masking keeps every shape: texts stay texts; only a number that is a value becomes one.
  return walk(answer, null, "", { hidden, search }) as Answer;
}

/** Masks one text outside a verb's answer, such as a line of an export. */
export function maskedText(text: string, policy: MaskPolicy): string {
  return masked({ text }, policy).text;
}

const KIND_OF: Record<string, MaskKind> = {
  phone: "phone",
  phoneDisplay: "phone",
  email: "email",
  externalId: "id",
  memberNo: "id",
  member_no: "id",
};

/** Where an object under such a name, or one that names its `field`, holds the value itself. */
const VALUE_NAMES = new Set(["value", "display", "before", "after", "previous"]);

/** Words of ours and names of accounts that are nobody's own: only what is no word at all can be masked. */
const OUR_WORDS = new Set(
  `state kind source method role type how actorKind reasons field code permissions modules masks sender
  currency status outcome verb inbox`.split(/\s+/),
);
const ACCOUNTS = new Set(["accountId", "account", "channelAccount", "origin", "next", "cursor"]);

interface Applied {
  hidden: ReadonlySet<MaskKind>;
  search(text: string, within: Within): string;
}

/** A cursor or an id of ours. */
const OURS = /^(?:\d+\.)?[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DIGITS = /^\+?\d{8,15}$/;

function walk(value: unknown, kind: MaskKind | null, name: string, applied: Applied): unknown {
  if (typeof value === "string") return text(value, kind, name, applied);
  if (typeof value === "number") return number(value, kind, applied);
  if (Array.isArray(value)) return value.map((item) => walk(item, kind, name, applied));
  if (typeof value !== "object" || value === null) return value;
  const found = Object.entries(value).map(([key, inner]) => [
    key,
    walk(inner, kindOf(key, kind, value), key, applied),
  ]);
  const copy = Object.fromEntries(found) as Record<string, unknown>;
  // Whoever edits it has not seen it: the field says so.
  if ("value" in value && copy["value"] !== value.value && "source" in value) copy["masked"] = true;
  return copy;
}

function text(value: string, kind: MaskKind | null, name: string, { hidden, search }: Applied): string {
  if (value === "" || OURS.test(value) || ACCOUNTS.has(name)) return value;
  if (kind && hidden.has(kind)) return maskOf(kind, value);
  // WhatsApp's id of a person is their number.
  if (kind === "id" && hidden.has("phone") && DIGITS.test(value)) return maskOf("phone", value);
  return search(value, OUR_WORDS.has(name) ? "word" : "text");
}

function number(value: number, kind: MaskKind | null, { hidden, search }: Applied): number | string {
  const written = String(value);
  if (kind && hidden.has(kind)) return maskOf(kind, written);
  const shown = search(written, "number");
  return shown === written ? value : shown;
}

function kindOf(key: string, inherited: MaskKind | null, holder: object): MaskKind | null {
  const own = KIND_OF[key];
  if (own) return own;
  if (!VALUE_NAMES.has(key)) return null;
  const named = "field" in holder && typeof holder.field === "string" ? KIND_OF[holder.field] : undefined;
  return named ?? inherited;
}

/** Values that stand under their names are looked for in the other texts of the same answer. */
function collect(value: unknown, kind: MaskKind | null, into: Secret[]): void {
  if (typeof value === "string") {
    if (kind && value !== "" && value !== MASK) into.push([kind, value]);
    return;
  }
  if (Array.isArray(value)) return value.forEach((item) => collect(item, kind, into));
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) collect(inner, kindOf(key, kind, value), into);
}
