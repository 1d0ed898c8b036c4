import * as v from "valibot";
import { id } from "../text.ts";

/** How long a link to the page that proves a phone number works, and one to the member card, ms. */
export const PHONE_LINK_MS = 86_400_000;
export const CARD_LINK_MS = 3_600_000;

/** How long a code works, ms, and how often one may be tried. */
export const CODE_MS = 300_000;
export const CODE_TRIES = 5;

export const PhoneLink = v.object({ contactId: id });

/** What the shop's member system says of the contact's member number. */
export interface ShopMemberItem {
  memberNo: string;
  name: string | null;
  tier: string | null;
  /** In minor units of `currency`; null when the shop keeps none. */
  storeCredit: number | null;
  currency: string | null;
  /** When they became a member of the shop, UTC ms; null when it does not say. */
  since: number | null;
  /** Which system said so: `cyberbiz`, `shopline`, `api`. */
  source: string;
  /** When it said so last, UTC ms. */
  at: number;
}

/** The customer as the shop's member system knows them; null in the panel while the crm module is off. */
export interface CrmView {
  /** null while no member number is known, or the shop has said nothing of it. */
  member: ShopMemberItem | null;
  /** By the proven phone the shop has this member number for them, but better proof stands against it. */
  suggested: { memberNo: string } | null;
}
