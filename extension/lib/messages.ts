import * as v from "valibot";
import { ConversationRef } from "../../shared/conversation-ref.ts";
import type { GoTo } from "../../shared/schemas/channels.ts";
import type { ServerLink, Theme } from "./host.ts";

/**
 * What the content script of a tab says of its page. It goes over the extension's own messaging, which
 * names the sender's tab, frame and origin; nothing passes through the page.
 */
export interface InboxState {
  kind: "no-conversation" | "conversation" | "page-changed";
  origin: string;
  account: string | null;
  /** With kind `conversation`. */
  ref: ConversationRef | null;
  /** Who it is with is being looked up and follows at once: show what is kept, ask the server then. */
  settling: boolean;
  theme: Theme | null;
  /** When the person's click was made that led here: UTC ms with fractions. */
  clickedAt: number | null;
  /** With kind `page-changed`. */
  reason: string | null;
  /** Where a demo inbox says its workspace is; believed on this machine only. */
  suggestedLink: ServerLink | null;
}

/** From a content script to the extension's pages. */
export type FromInbox =
  | { type: "inbox:state"; state: InboxState }
  | { type: "inbox:prefetch"; ref: ConversationRef };

/**
 * To the content script of a tab: `panel:hello` is answered with true, after an `inbox:state` that the browser
 * says the origin of, as it does not of an answer; `panel:show` unfolds the dock, `panel:go` is answered with whether the page goes there.
 */
export type ToInbox = { type: "panel:hello" } | { type: "panel:show" } | { type: "panel:go"; to: GoTo };

/** To a widget's parent: open that conversation. Whoever does answers `alongside:went`. */
export interface FromWidget {
  type: "alongside:go";
  to: GoTo;
}

/** What a widget's parent may post; Chatwoot's own message is a JSON string, see `host-widget.ts`. */
export const ToWidget = v.variant("type", [
  v.object({ type: v.literal("alongside:ref"), ref: v.nullable(ConversationRef) }),
  v.object({ type: v.literal("alongside:prefetch"), ref: ConversationRef }),
  v.object({ type: v.literal("alongside:went") }),
  v.object({ type: v.literal("alongside:theme"), theme: v.picklist(["light", "dark"]) }),
]);
