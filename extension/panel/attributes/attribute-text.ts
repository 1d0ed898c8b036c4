import {
  ATTRIBUTE_VALUE,
  type AttributeItem,
  type AttributeType,
  type AttributeValue,
} from "../../../shared/schemas/attributes.ts";
import { timeOfWall, wallTimeOf } from "../../../shared/time-zone.ts";
import * as v from "valibot";
import type { ErrorCode } from "../../../shared/error-codes.ts";
import { formatCalendarDay, formatExact, formatInZone } from "../../lib/format.ts";
import { t } from "../messages-below.ts";

/** A value in words; null is unset. Times as clocks in the team's zone show them. */
export function attributeText(
  type: AttributeType,
  value: AttributeValue | null,
  zone: string,
): string | null {
  if (value === null) return null;
  switch (type) {
    case "boolean":
      return t(value === true ? "attributes.yes" : "attributes.no");
    case "number":
      return formatExact(Number(value));
    case "date":
      return formatCalendarDay(String(value));
    case "datetime":
      return formatInZone(Number(value), zone);
    case "text":
      return value === "" ? t("attributes.empty") : String(value);
  }
}

/** What an editor begins with. */
export function editText({ type, value }: Pick<AttributeItem, "type" | "value">, zone: string): string {
  if (value === null) return "";
  return type === "datetime" ? wallTimeOf(Number(value), zone) : String(value);
}

export type Parsed = { value: AttributeValue | null } | { code: ErrorCode };

/** What was typed as a value of its type. An empty field is an empty text, and unsets every other type. */
export function parseText(type: AttributeType, typed: string, zone: string): Parsed {
  const text = typed.normalize("NFC").trim();
  if (text === "" && type !== "text") return { value: null };
  const value = valueOf(type, text, zone);
  const parsed = v.safeParse(ATTRIBUTE_VALUE[type], value);
  if (parsed.success) return { value: parsed.output };
  if (type === "text") return { code: text.includes("\0") ? "INVALID_INPUT" : "TOO_LONG" };
  return { code: type === "number" ? "INVALID_NUMBER" : "INVALID_DATE" };
}

function valueOf(type: AttributeType, text: string, zone: string): unknown {
  switch (type) {
    case "number":
      return numberOf(text);
    case "datetime":
      return timeOfWall(text.slice(0, 16), zone);
    case "boolean":
      return text === "true";
    default:
      return text;
  }
}

/** As people type numbers: full-width digits and commas between thousands are fine. */
function numberOf(text: string): number {
  const plain = text.normalize("NFKC").replaceAll(/(?<=\d),(?=\d{3}(?:\D|$))/g, "");
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : Number.NaN;
}
