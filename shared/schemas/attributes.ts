import * as v from "valibot";
import { id, plainText, requiredText } from "../text.ts";

export const ATTRIBUTE_TYPES = ["text", "number", "date", "datetime", "boolean"] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** At most so many definitions are in use at a time. */
export const ATTRIBUTES_MAX = 100;
export const ATTRIBUTE_TEXT_MAX = 1000;
export const ATTRIBUTE_NAME_MAX = 50;

/** A day of the calendar: `2026-02-29` is none. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** What a value of each type is; unset is null, which is none of them: not 0, not false, not an empty text. */
export const ATTRIBUTE_VALUE = {
  text: plainText(ATTRIBUTE_TEXT_MAX),
  number: v.pipe(v.number("INVALID_NUMBER"), v.finite("INVALID_NUMBER")),
  date: v.pipe(v.string("INVALID_DATE"), v.check(isCalendarDate, "INVALID_DATE")),
  /** UTC ms. */
  datetime: v.pipe(v.number("INVALID_DATE"), v.safeInteger("INVALID_DATE")),
  boolean: v.boolean(),
} as const satisfies Record<AttributeType, v.GenericSchema>;

export type AttributeValue = string | number | boolean;

export type AttributeSource = "agent" | "import" | "api" | "bot" | "pixel";

/** An attribute of one customer. `value` null is unset. */
export interface AttributeItem {
  id: string;
  name: string;
  type: AttributeType;
  value: AttributeValue | null;
  source: AttributeSource | null;
  authorName: string | null;
  /** UTC ms; null when it never had a value. */
  at: number | null;
}

export interface AttributeDefinition {
  id: string;
  name: string;
  type: AttributeType;
  createdAt: number;
  /** When it was put away; null while it is in use. */
  archivedAt: number | null;
}

const edited = <T extends AttributeType>(type: T) =>
  v.object({
    contactId: id,
    attributeId: id,
    type: v.literal(type),
    value: v.nullable(ATTRIBUTE_VALUE[type]),
    /** What was on screen when typing began: if it has changed since, the edit is refused as STALE. */
    seen: v.nullable(v.union([v.string(), v.number(), v.boolean()])),
  });

/** `type` is what the person saw it as; an attribute of another type refuses the value. */
export const AttributeEdit = v.variant("type", [
  edited("text"),
  edited("number"),
  edited("date"),
  edited("datetime"),
  edited("boolean"),
]);
export type AttributeEdit = v.InferInput<typeof AttributeEdit>;

export const AttributeHistory = v.object({ contactId: id, attributeId: id });
export const AttributeRevert = v.object({
  contactId: id,
  attributeId: id,
  valueId: id,
  /** The newest value's id as the person saw it. */
  seen: v.nullable(id),
});
export type AttributeRevert = v.InferOutput<typeof AttributeRevert>;

const name = requiredText(ATTRIBUTE_NAME_MAX);
export const AttributeDefine = v.object({ name, type: v.picklist(ATTRIBUTE_TYPES) });
export type AttributeDefine = v.InferOutput<typeof AttributeDefine>;
export const AttributeRename = v.object({ attributeId: id, name, seen: v.string() });
/** All that are in use, in their new order. */
export const AttributeReorder = v.object({
  attributeIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(ATTRIBUTES_MAX)),
});
/** `archived` false takes it back into use. */
export const AttributeArchive = v.object({ attributeId: id, archived: v.boolean() });

/** A value that once was, newest first; what it is now has the newest row. */
export interface AttributeValueItem {
  id: string;
  value: AttributeValue | null;
  source: AttributeSource;
  authorName: string | null;
  at: number;
}
