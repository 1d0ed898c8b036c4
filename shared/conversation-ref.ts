import * as v from "valibot";
import { externalId, plainText } from "./text.ts";

/** Inboxes an adapter exists for. The file in `extension/inboxes/` has the same name. */
export const INBOXES = ["chatwoot", "demo"] as const;
export type InboxName = (typeof INBOXES)[number];

/**
 * Which conversation is open in which inbox, as its adapter read it from the page.
 * `account` is the inbox's own account (Chatwoot: the number in the URL), `conversation` its own
 * conversation id (Chatwoot: the display id). `identity` is the channel's own id of the person within
 * its account and links with certainty; `hints` only ever suggest.
 */
export const ConversationRef = v.object({
  inbox: v.picklist(INBOXES),
  origin: v.pipe(v.string(), v.url(), v.maxLength(255)),
  account: externalId,
  conversation: externalId,
  identity: v.optional(
    v.object({
      /** `channel.account_id`, or the host's own name for the account (Chatwoot: the inbox id). */
      channelAccount: externalId,
      externalId,
    }),
  ),
  hints: v.object({
    name: v.optional(plainText(200)),
    phone: v.optional(plainText(50)),
    email: v.optional(plainText(254)),
  }),
});
export type ConversationRef = v.InferOutput<typeof ConversationRef>;
