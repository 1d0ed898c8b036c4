import type { ViewCache } from "./cache.ts";
import { openChannel } from "./channel.ts";
import type { Drafts } from "./drafts.ts";
import type { ServerLink } from "./host.ts";
import type { Outbox } from "./outbox.ts";
import { linkKey } from "./link-key.ts";

/** Takes everything this browser keeps of a contact away: they were deleted. */
export type Forget = (contactId: string) => Promise<void>;

/** On every page of this member: what another page holds in memory goes too. */
export function createForget({
  link,
  memberId,
  cache,
  drafts,
  outbox,
}: {
  link: ServerLink;
  memberId: string;
  cache: Pick<ViewCache, "purgeContact">;
  drafts: Pick<Drafts, "forget">;
  outbox: Pick<Outbox, "forget">;
}): Forget {
  const here = async (contactId: string) => {
    await Promise.all([cache.purgeContact(contactId), drafts.forget(contactId), outbox.forget(contactId)]);
  };
  const channel = openChannel<string>(`forget ${linkKey(link)} ${memberId}`, (contactId) => {
    void here(contactId).catch(() => undefined);
  });
  return async (contactId) => {
    channel.post(contactId);
    await here(contactId);
  };
}
