import * as v from "valibot";
import type { ChannelKind } from "../channels.ts";
import { ConversationRef } from "../conversation-ref.ts";
import type { EventKind } from "../events.ts";
import type { MaskKind } from "../masking.ts";
import type { Module } from "../modules.ts";
import type { Permission, Role } from "../permissions.ts";
import type { ActiveStatus, DeletionItem } from "./conversations.ts";
import type { ExportState } from "./exports.ts";
import type { AttributeItem } from "./attributes.ts";
import type { BindingItem } from "./bindings.ts";
import type { CrmView } from "./crm.ts";
import type { PersonSuggestion, PersonView } from "./customers.ts";
import type { OmoBinding } from "./omo.ts";
import type { BoundChannel, LastTimes, Recurring } from "./channels.ts";
import type { OrdersView } from "./orders.ts";
import type { PresenceView } from "./presence.ts";
import { externalId, id, plainText, requiredText } from "../text.ts";

/**
 * Which conversation to show. With `known`, the answer is `unchanged` when the contact is still the
 * same one at the same version: the way an open panel asks whether somebody else changed something.
 */
export const PanelOpen = v.object({
  ref: ConversationRef,
  known: v.optional(
    v.object({
      contactId: id,
      version: v.number(),
      context: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
    }),
  ),
});
export type PanelOpen = v.InferOutput<typeof PanelOpen>;

/** Where a value came from: `channel` is the provider's profile, `agent` a member's own edit. */
export type ValueSource = "channel" | "agent" | "import" | "pixel" | "shop" | "api" | "binding";

/** One field of the profile. `value` null is unset, which differs from an empty text. */
export interface ProfileField {
  value: string | null;
  source: ValueSource | null;
  /** The member who edited it; null for a value no person entered. */
  authorName: string | null;
  /** UTC ms; null when it never was set. */
  at: number | null;
  /** The server masked it for this member: there is something, and this is not it. */
  masked?: true;
}

export interface PhoneField extends ProfileField {
  /** As people of the region write it; the raw value when it cannot be parsed. */
  display: string | null;
  /** The channel is its owner (WhatsApp): no edit here, none through the API. */
  locked: boolean;
}

export interface TagOnContact {
  id: string;
  name: string;
  /** Applications ever, this tag on this contact. */
  count: number;
  /** UTC ms of the newest application. */
  lastAt: number;
}

export interface NoteItem {
  id: string;
  text: string;
  authorId: string;
  authorName: string;
  createdAt: number;
  updatedAt: number;
  /** Who edited it last, when it was edited. */
  updatedByName: string | null;
  version: number;
}

export interface EventItem {
  id: string;
  kind: EventKind;
  at: number;
  actorKind: "customer" | "member" | "bot" | "system";
  actorName: string | null;
  data: Record<string, unknown>;
}

/** A page of a list that goes on: `next` is the cursor of the next page, null at the end. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** Who is looking, what they may, and how they like it. */
export interface PanelMember {
  id: string;
  name: string;
  role: Role;
  permissions: Permission[];
  /** Parts of the product that are switched on. */
  modules: Module[];
  /** What the server masks for this role, in every answer. */
  masks: MaskKind[];
  /** The eye icon (P5): customer data is hidden. */
  dataHidden: boolean;
}

export interface LinkedPanel {
  state: "linked";
  member: PanelMember;
  contact: {
    id: string;
    customerId: string;
    version: number;
    channel: {
      id: string;
      kind: ChannelKind;
      accountId: string;
      name: string;
      /** The provider refuses our access token: messages come in, names and pictures do not. */
      failing?: true;
    };
    externalId: string;
    pictureUrl: string | null;
    profile: { name: ProfileField; email: ProfileField; phone: PhoneField; memberNo: ProfileField };
    unsubscribedByCustomerAt: number | null;
  };
  /** How this host conversation was tied to the contact. */
  link: { method: "webhook" | "backfill" | "page" | "pin"; authorName: string | null; at: number };
  /** The provider does not report agents' replies, or history before the connection is missing. */
  historyIncomplete: boolean;
  tags: TagOnContact[];
  /** 狀態功能：有效 */
  active: ActiveStatus;
  /** When the conversation was last taken out (V3), and where a mail with it stands. */
  export: ExportState;
  /** Of website conversations only; null until a page was told. */
  page: PresenceView | null;
  notes: Page<NoteItem>;
  events: Page<EventItem>;
  orders: OrdersView;
  /** Every channel of the same person: this one first, then the last used. */
  channels: BoundChannel[];
  /** In any of the person's channels. */
  across: LastTimes;
  /** The person over all their channels; null where this is the only one. */
  person: PersonView | null;
  /** Customers who may be the same person; for those who may merge them. */
  suggestions: PersonSuggestion[];
  bindings: BindingItem[];
  /** Of Messenger only. */
  recurring: Recurring;
  /** Whom the contact is bound to (綁定成員); null in other channels and with the omo module off. */
  omo: OmoBinding | null;
  /** null while the crm module is off. */
  crm: CrmView | null;
  /** Every attribute the team uses, in its order, set or not. */
  attributes: AttributeItem[];
  /** Names the state of what is not the contact's own: other channels, definitions. Sent back with `known`. */
  context: string;
  /** IANA name: in which the team reads times. */
  timeZone: string;
}

export type CandidateReason = "same_phone" | "same_email" | "like_name" | "found";

/** A contact that may be the one, and why it is suggested. Never shown as the customer. */
export interface Candidate {
  contactId: string;
  name: string | null;
  channel: { kind: ChannelKind; name: string };
  externalId: string;
  email: string | null;
  phoneDisplay: string | null;
  lastCustomerAt: number | null;
  reasons: CandidateReason[];
  /** Of those a search found: which texts it is a part of; none for who sees values masked. */
  matched?: MatchedText[];
}

/** A text that holds a word of a search, cut to what stands around it. */
export interface MatchedText {
  field: "name" | "phone" | "email" | "memberNo" | "externalId" | "id" | "tag" | "note";
  before: string;
  hit: string;
  after: string;
}

export interface UnlinkedPanel {
  state: "unlinked";
  member: PanelMember;
  candidates: Candidate[];
}

/** Whom this conversation was with is deleted; what is left of it is its deletion. */
export interface DeletedPanel {
  state: "deleted";
  member: PanelMember;
  deletion: DeletionItem;
}

export type PanelView =
  | LinkedPanel
  | DeletedPanel
  | UnlinkedPanel
  | { state: "unchanged"; contactId: string; version: number };

/** Any part of what a contact is known by; for who sees values masked, whole values and parts of names. */
export const ContactFind = v.object({
  text: requiredText(200),
  /** Of the page before. */
  cursor: v.optional(v.nullable(v.string()), null),
});
export const ContactPin = v.object({ ref: ConversationRef, contactId: id });
export const ContactUnpin = v.object({ ref: ConversationRef });

export const REVEALED = ["phone", "email", "memberNo", "externalId"] as const;
export type RevealedField = (typeof REVEALED)[number];

export const ContactReveal = v.object({
  contactId: id,
  fields: v.pipe(v.array(v.picklist(REVEALED)), v.minLength(1), v.maxLength(REVEALED.length)),
  /** Why it has to be seen; the audit keeps it. */
  reason: v.pipe(requiredText(200), v.minLength(3, "INVALID_INPUT")),
});

export type ContactReveal = v.InferOutput<typeof ContactReveal>;

/** In clear, as asked for; null is unset. `phoneDisplay` comes with `phone`. */
export type Revealed = { contactId: string } & Partial<Record<RevealedField | "phoneDisplay", string | null>>;

export const ProfileEdit = v.object({
  contactId: id,
  /** The contact's version the person saw is not asked for: fields are independent of each other. */
  field: v.picklist(["name", "email", "phone"]),
  /** Empty unsets the field. */
  value: plainText(254),
  /**
   * The value on screen when typing began, of a masked one `seenMasked`: if it has changed since, the
   * edit is refused as STALE.
   */
  seen: v.nullable(v.string()),
});
export type ProfileEdit = v.InferOutput<typeof ProfileEdit>;

/** The fields whose every value is kept. */
const valueField = v.picklist(["name", "email", "phone", "member_no"]);

export const ProfileHistory = v.object({ contactId: id, field: valueField });
export type ProfileHistory = v.InferOutput<typeof ProfileHistory>;
export const ProfileRevert = v.object({
  contactId: id,
  field: valueField,
  /** Of the history: the value to set again. */
  valueId: id,
  /** The newest value's id as the person saw it: if there is a newer one, the revert is refused as STALE. */
  seen: v.nullable(id),
});
export type ProfileRevert = v.InferOutput<typeof ProfileRevert>;

/** A value a field had, newest first; null is unset. */
export interface ProfileValueItem {
  id: string;
  field: ProfileRevert["field"];
  value: string | null;
  display: string | null;
  source: ValueSource;
  authorName: string | null;
  /** UTC ms. */
  at: number;
}

export const EventList = v.object({ contactId: id, cursor: v.nullable(externalId) });
export const PreferenceSet = v.object({
  name: v.picklist(["dataHidden", "language", "theme"]),
  value: v.union([v.boolean(), v.string()]),
});
export type PreferenceSet = v.InferOutput<typeof PreferenceSet>;
