import type { Role } from "./permissions.ts";

/** Kinds of personal data a role may be kept from seeing. `id`: ids in a channel and member numbers. */
export const MASK_KINDS = ["phone", "email", "id"] as const;
export type MaskKind = (typeof MASK_KINDS)[number];

/** What each role sees masked; a role that is not named sees everything. */
export type Masking = Partial<Record<Role, MaskKind[]>>;

/**
 * Stands where a value was, and no person writes it: a write that carries it would store a mask over
 * what it hides, and is refused.
 */
export const MASK = "••••••";

/**
 * What a person saw of a masked field, for an edit of it: not the value, but the time it is from.
 *
 * @param at of the field, UTC ms
 */
export const seenMasked = (at: number): string => `masked@${at}`;

/** The time in such a text; null for any other. */
export function maskedSeen(seen: string | null): number | null {
  const at = /^masked@(\d{1,15})$/.exec(seen ?? "")?.[1];
  return at === undefined ? null : Number(at);
}

export const isMasked = (text: string): boolean => text.includes(MASK);

const LAST_SHOWN = 3;

/** How a whole value is shown to who may not see it: enough to tell two apart, not to use one. */
export function maskOf(kind: MaskKind, value: string): string {
  if (kind === "email") return `${[...value][0] ?? ""}•••@•••`;
  const letters = [...value.replaceAll(/[\s().-]/g, "")];
  return letters.length < 8 ? MASK : `${MASK}${letters.slice(-LAST_SHOWN).join("")}`;
}
