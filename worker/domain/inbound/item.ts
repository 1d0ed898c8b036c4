import type { ChannelKind } from "../../../shared/channels.ts";

/** A person as a connection names them: their id within one of the accounts it carries. */
export interface Person {
  /** `channel_route.account_key`. */
  accountKey: string;
  externalId: string;
  /**
   * Their telephone number as the channel writes it, where it knows people by an id that lasts beside it:
   * the same person now, perhaps another's number later. Of somebody known by the number alone it is their id.
   */
  number?: string;
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

/** What brought somebody here, as far as the channel says. */
export interface Referral {
  by: "ad" | "link";
  title?: string;
  /** What whoever made the ad or the link wrote into it. */
  ref?: string;
  adId?: string;
  url?: string;
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
      /** What it was called before the provider had named it. */
      calledBefore?: string;
    }
  | {
      kind: "unsend";
      person: Person;
      providerId: string;
      at: number;
      calledBefore?: string;
      /** Taken back by the team, not by the customer. */
      byTeam?: boolean;
    }
  /** A message's text is another from now on; `editId` is the edit's own name. */
  | {
      kind: "edit";
      person: Person;
      providerId: string;
      editId: string;
      at: number;
      text: string | null;
      byTeam?: boolean;
    }
  /** How far a message to the customer has come. It may be told before the message, or without it. */
  | {
      kind: "status";
      person: Person | null;
      accountKey: string;
      providerId: string;
      status: MessageStatus;
      at: number;
      error?: { code: string; title: string };
      /** It was sent to market something, as the provider counts it. */
      marketing?: true;
    }
  /** The person goes by other ids from now on. */
  | { kind: "rename"; person: Person; becomes: Person; at: number }
  /** The customer's own word on marketing messages; `told` when they said it now, and it was not met with. */
  | { kind: "consent"; person: Person; at: number; marketing: boolean; told: boolean }
  /** The page a website customer is on; `here` is null when they left it. */
  | {
      kind: "presence";
      person: Person;
      at: number;
      page: string;
      here: { url: string | null; title: string } | null;
    }
  /** Whose member number they have, by the signed word of the shop. */
  | { kind: "member"; person: Person; at: number; memberNo: string }
  /** Of the account, and of nobody in particular. */
  | {
      kind: "notice";
      accountKey: string | null;
      notice: "template" | "error" | "unknown";
      data: Record<string, unknown>;
      at: number;
    }
  /** To the message `providerId`, by the customer or the team; without an emoji they take theirs back. */
  | {
      kind: "reaction";
      person: Person;
      providerId: string;
      side: "customer" | "team";
      emoji: string | null;
      at: number;
    }
  /** How far the customer has received or read what the team wrote: up to a time, or up to a message. */
  | {
      kind: "seen";
      person: Person;
      state: "delivered" | "read";
      upTo: { at: number } | { providerId: string };
      at: number;
    }
  /** They allow recurring notifications, until `until` (null: not said), or stop them. */
  | {
      kind: "optin";
      person: Person;
      at: number;
      stopped: boolean;
      until: number | null;
      token: string | null;
      title: string | null;
    }
  | { kind: "referral"; person: Person; at: number; data: Referral }
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

/** Each goes further than those before it; a failure is final. */
export const MESSAGE_STATUSES = ["sent", "delivered", "read", "played", "failed"] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const CONVERSATION_STATES = ["open", "pending", "snoozed", "resolved"] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];

/** What one provider event says. */
export interface Parsed {
  /** An account somebody must have added: the event waits until then, under the account's name. */
  waitsFor?: { accountKey: string; kind: ChannelKind };
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
