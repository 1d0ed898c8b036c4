import * as v from "valibot";
import type { ChannelKind } from "../channels.ts";
import { id, plainText } from "../text.ts";

/** Contacts one customer may have. */
export const CUSTOMER_CONTACTS_MAX = 100;

/** By what two contacts can be thought to be one person; never by a name. */
export const MATCHES = ["member_no", "phone", "email"] as const;
export type Match = (typeof MATCHES)[number];

/**
 * What a join rests on. `hand`: a member decided, and says why. `suggestion`: a member agreed to what both
 * have. `member_no`, `phone`: both have proven it. `chatwoot_contact`: one contact of a Chatwoot stands for both.
 * `api`: another system says so. `kept`: what another join said, once the contact between the two was taken out.
 */
export const JOIN_KINDS = [
  "hand",
  "suggestion",
  "member_no",
  "phone",
  "chatwoot_contact",
  "api",
  "same_customer",
  "kept",
] as const;
export type JoinKind = (typeof JOIN_KINDS)[number];

const reason = plainText(200);

/** The contact `otherId` and all that are one with it come to the customer of `contactId`. */
export const CustomersCompare = v.object({ contactId: id, otherId: id });
export const CustomersMerge = v.object({
  contactId: id,
  otherId: id,
  /** Of the comparison on screen: if either side has changed since, the merge is refused as STALE. */
  seen: v.pipe(v.string(), v.maxLength(20_000)),
  /** What was suggested and agreed to; without it a reason is needed. */
  matched: v.optional(v.nullable(v.picklist(MATCHES)), null),
  reason: v.optional(reason, ""),
});
export type CustomersMerge = v.InferOutput<typeof CustomersMerge>;

/** Undoes one join. Whoever made it needs no reason. */
export const CustomersUnmerge = v.object({ recordId: id, reason: v.optional(reason, "") });
export const CustomersTies = v.object({ contactId: id });
/** Takes one contact out; those it held together stay together. */
export const CustomersSplit = v.object({
  contactId: id,
  seen: v.pipe(v.string(), v.maxLength(20_000)),
  reason: v.pipe(reason, v.minLength(1, "INVALID_INPUT")),
});
/** `apart` false takes the word back. */
export const CustomersTellApart = v.object({ contactId: id, otherId: id, apart: v.boolean() });

/** A contact as two sides are compared. */
export interface ComparedContact {
  contactId: string;
  kind: ChannelKind;
  /** The account's name. */
  account: string;
  name: string | null;
  externalId: string;
  memberNo: string | null;
  email: string | null;
  phoneDisplay: string | null;
  lastCustomerAt: number | null;
}

export interface Comparison {
  seen: string;
  /** They are one customer already. */
  same: boolean;
  /** The one that stays. */
  kept: ComparedContact[];
  /** The one whose contacts move. */
  moved: ComparedContact[];
  /** A member said that they are not one person. */
  apart: { at: number; byName: string | null } | null;
}

/** Why a contact is of its customer. */
export interface JoinView {
  recordId: string;
  kind: JoinKind;
  /** Of `suggestion`. */
  matched: Match | null;
  /** The member who decided, or the API key that said so; null where nobody did. */
  authorName: string | null;
  reason: string | null;
  /** UTC ms. */
  at: number;
}

/** What taking a contact out would do. */
export interface Ties {
  seen: string;
  /** The joins of this contact in force, newest first; `goes`: who leaves with it when that one is undone. */
  joins: (JoinView & { goes: string[] })[];
}

/** Whoever may be the same person as the customer, and what both have. */
export interface PersonSuggestion {
  contactId: string;
  kind: ChannelKind;
  account: string;
  name: string | null;
  externalId: string;
  matched: Match;
}

/** What the person's other channels add to what this one knows: the newest value of each, all tags. */
export interface PersonView {
  memberNo: string | null;
  email: string | null;
  phone: string | null;
  phoneDisplay: string | null;
  /** Tags of any of them, with how often they were applied in all. */
  tags: { name: string; count: number }[];
}

export interface Merged {
  recordId: string;
  customerId: string;
}
