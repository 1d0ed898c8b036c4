import type { ConversationRef } from "./conversation-ref.ts";

/** One text per host conversation: the key of caches and drafts. Holds no personal data. */
export const refKey = (r: ConversationRef): string =>
  [r.inbox, r.origin, r.account, r.conversation].map(encodeURIComponent).join("/");
