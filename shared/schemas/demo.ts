import type { ChannelKind } from "../channels.ts";
import type { MessageMarks } from "./messages.ts";
import type { Page } from "./panel.ts";

/** What the demo inbox's own server answers; nothing of the product reads it. Times in UTC ms. */
export interface DemoConversation {
  id: string;
  name: string | null;
  externalId: string;
  channel: { kind: ChannelKind; accountId: string; name: string };
  state: "open" | "pending" | "snoozed" | "resolved";
  /** Messages of the customer since somebody answered. */
  unread: number;
  last: Pick<DemoMessage, "id" | "senderKind" | "type" | "text" | "unsent" | "at">;
}

export interface DemoMessage extends MessageMarks {
  id: string;
  senderKind: "customer" | "agent" | "bot";
  senderName: string | null;
  type: string;
  text: string | null;
  /** What the type needs beside text, as the channel names it. */
  content: Record<string, unknown>;
  at: number;
  unsent: boolean;
}

/** Newest conversation first. */
export type DemoConversations = Page<DemoConversation>;
/** Oldest message first; `next` leads to older ones. */
export type DemoThread = Page<DemoMessage>;

/** `version` names the state; the rest is there when it is another one than the asker's. */
export interface DemoChanges {
  version: string;
  changed: { conversations: DemoConversations; thread: DemoThread | null } | null;
}

/** Where the demo stands. */
export interface DemoPlace {
  workspace: string;
  /** The panel as a widget page. */
  panelUrl: string;
  /** Commands that post a LINE message, with USER_ID in place of who writes. */
  lineCommand: string;
  /** Who writes when no LINE customer is open. */
  newcomer: string;
}
