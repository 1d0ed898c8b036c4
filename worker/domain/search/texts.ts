import { nationalDigits } from "../../../shared/phone.ts";
import { foldText, markedText } from "./terms.ts";

/** What a text is of a contact; the names of `search_text.kind`. */
export type TextKind = "id" | "channel" | "name" | "email" | "phone" | "member" | "note" | "tag";

/**
 * A value as it is found by: folded and marked. A phone also as its own country writes it, since
 * people search for `0912…` and `+886912…` is stored.
 *
 * @returns null for what leaves nothing to find
 */
export function searchable(kind: TextKind, value: string | null): string | null {
  if (value === null) return null;
  const national = kind === "phone" ? nationalDigits(value) : null;
  const text = national === null ? value : `${value} ${national}`;
  return foldText(text) === "" ? null : markedText(text);
}
