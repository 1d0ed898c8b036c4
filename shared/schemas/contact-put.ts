import * as v from "valibot";
import { TAG_NAME_MAX } from "../tag-name.ts";
import { externalId, id, plainText, requiredText } from "../text.ts";

/** At most so many rows come in one call. */
export const ROWS_PER_CALL = 500;
/** And at most so many tags are put on one contact by it. */
export const TAGS_PER_ROW = 50;

const emptyIsNull = v.transform((text: string) => (text === "" ? null : text));
const scalar = v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()]);

/** What is left out stays as it is; null unsets it. */
const fields = {
  name: v.optional(v.nullable(v.pipe(plainText(200), emptyIsNull))),
  email: v.optional(v.nullable(v.pipe(plainText(254), emptyIsNull))),
  /** E.164, or as people of the workspace's region write it. */
  phone: v.optional(v.nullable(v.pipe(plainText(50), emptyIsNull))),
  member_no: v.optional(v.nullable(requiredText(100))),
  /** By the attribute's id; of the attribute's type. Dates `2026-11-20`, times ISO 8601 with a zone. */
  attributes: v.optional(v.record(id, v.nullable(scalar))),
};

const address = { channel_id: id, external_id: externalId };

export const ContactCreate = v.strictObject({ ...address, ...fields });
export const ContactPatch = v.strictObject(fields);
/** A row of a bulk call: by id, or by address, where it is made when nobody is there. */
export const ContactRow = v.union([
  v.strictObject({ id, ...fields }),
  v.strictObject({ ...address, ...fields }),
]);
export type ContactFields = v.InferOutput<typeof ContactPatch>;

export const ContactsPut = v.object({
  /** `create`: an address where somebody is already is refused. */
  mode: v.picklist(["create", "update", "upsert"]),
  rows: v.pipe(v.array(v.unknown()), v.minLength(1, "INVALID_INPUT"), v.maxLength(ROWS_PER_CALL, "TOO_LONG")),
});

/** What became of a row. */
export interface RowResult {
  outcome: "created" | "updated" | "unchanged" | "refused";
  id: string | null;
  /** Why it was refused. */
  code?: string;
  field?: string;
}

const tagNames = v.pipe(v.array(requiredText(TAG_NAME_MAX)), v.maxLength(TAGS_PER_ROW, "TOO_LONG"));
/** `replace`: those and no others; what is there already is not counted again. */
export const TagRow = v.strictObject({
  contact_id: id,
  add: v.optional(tagNames, []),
  remove: v.optional(tagNames, []),
  replace: v.optional(v.nullable(tagNames), null),
});
export const TagsChange = v.object({ rows: ContactsPut.entries.rows });
