/** Since when an id beside their own was somebody's, and until when; null when nobody told. UTC ms. */
export interface Held {
  contactId: string;
  since: number;
  until: number | null;
}

/**
 * Whose an id is, or was at that time: who gave it up later; else who goes by it; else who had it last by then.
 *
 * @param own the contact that goes by it
 */
export function holderAt(aliases: readonly Held[], own: string | null, at: number): string | null {
  const former = aliases
    .filter(({ until }) => until !== null && at < until)
    .sort((a, b) => (a.until ?? 0) - (b.until ?? 0))[0];
  if (former) return former.contactId;
  if (own !== null) return own;
  const current = aliases.filter(({ until }) => until === null).sort((a, b) => a.since - b.since);
  return (current.findLast(({ since }) => since <= at) ?? current[0])?.contactId ?? null;
}
