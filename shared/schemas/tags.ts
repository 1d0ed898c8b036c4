import * as v from "valibot";
import { TAG_NAME_MAX } from "../tag-name.ts";
import { id, requiredText, time } from "../text.ts";

/**
 * `confirmed` says that the person answered 「要再次貼上此標籤嗎？」 with yes. Without it, a tag that is
 * already there answers CONFIRM_REPEAT and nothing changes.
 */
export const TagApply = v.object({
  contactId: id,
  name: requiredText(TAG_NAME_MAX),
  confirmed: v.boolean(),
});
export type TagApply = v.InferOutput<typeof TagApply>;

export const TagRemove = v.object({ contactId: id, tagId: id });
/** Undoes a removal, by whoever removed it. */
export const TagRestore = v.object({ contactId: id, tagId: id });
export const TagSuggest = v.object({ contactId: id, text: requiredText(TAG_NAME_MAX) });

/** Applications within [from, to), UTC ms; at most ten years. */
export const TagFrequency = v.pipe(
  v.object({ contactId: id, from: time, to: time }),
  v.check((r) => r.from < r.to && r.to - r.from <= 3660 * 86_400_000, "INVALID_INPUT"),
);

export interface TagCount {
  tagId: string;
  name: string;
  /** Applications within the period. */
  count: number;
  /** Still on the contact. */
  present: boolean;
}

/** A tag of the team that what was typed may become. */
export interface TagSuggestion {
  id: string;
  name: string;
  /** Contacts it is on; counting stops at 10,000. */
  people: number;
}
