import type { ChannelKind } from "../../../shared/channels.ts";

/** A person as a connection names them: their id within one of the accounts it carries. */
export interface Person {
  /** `channel_route.account_key`. */
  accountKey: string;
  externalId: string;
}

/** An account a delivery speaks of, in case it is new. */
export interface Account {
  accountKey: string;
  kind: ChannelKind;
  accountId: string;
  name: string;
  /** The connection carries this account and no other: a second one is refused. */
  only: boolean;
}

export interface Profile {
  name?: string;
  email?: string;
  phone?: string;
  pictureUrl?: string;
}

/** What happened, in the product's words; `at` is when, in UTC ms, by the provider's clock. */
export type InboundItem =
  | {
      kind: "message";
      person: Person;
      /** The provider's id of it, the same whichever way it came. */
      providerId: string;
      sender: { kind: "customer" | "agent" | "bot"; name: string | null };
      type: string;
      text: string | null;
      content: Record<string, unknown>;
      at: number;
      /** Replaces what is stored of it. */
      revised?: boolean;
    }
  | { kind: "unsend"; person: Person; providerId: string; at: number }
  | { kind: "follow"; person: Person; at: number; unblocked: boolean }
  | { kind: "unfollow"; person: Person; at: number }
  | { kind: "postback"; person: Person; at: number; data: Record<string, unknown> }
  /** Asked for with a button: a page of the crm module, to be answered by `replyToken` within a minute. */
  | { kind: "ask"; person: Person; at: number; page: "phone" | "card"; replyToken: string }
  /** What the inbox says happened in the conversation, in its words. */
  | { kind: "activity"; person: Person; at: number; text: string; providerId: string }
  | { kind: "unknown"; person: Person; at: number; type: string }
  | { kind: "profile"; of: Person | { externalContact: string }; at: number; profile: Profile }
  /** A host inbox's conversation is this person's. */
  | { kind: "thread"; person: Person; account: string; conversation: string; at: number; opened: boolean }
  | {
      kind: "state";
      person: Person;
      state: ConversationState;
      at: number;
      /** Names the change when it is one for the event log; null when it only tells how things stand. */
      change: string | null;
    }
  /** Another system's contact stands for this person. */
  | { kind: "same"; person: Person; externalContact: string; at: number };

export const CONVERSATION_STATES = ["open", "pending", "snoozed", "resolved"] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

/** What one provider event says. */
export interface Parsed {
  accounts: Account[];
  items: InboundItem[];
}

/** One provider event of one connection, read. */
export interface Delivery extends Parsed {
  connectionId: string;
  /** Names the event among the connection's. */
  key: string;
  /** How threads it speaks of are tied, and in which inbox they are. */
  method: "webhook" | "backfill";
  inbox: { name: "chatwoot"; origin: string } | null;
  /** The job that looks up a person's profile; null when the provider sends it by itself. */
  profileJob: string | null;
  receivedAt: number;
}
