import type { OrderLine } from "../../../shared/schemas/orders.ts";

/** An order's state at one moment, whole: there are no partial updates. Money in minor units. */
export interface ShopOrder {
  externalId: string;
  number: string;
  memberNo: string | null;
  email: string | null;
  phone: string | null;
  status: string;
  total: number;
  currency: string;
  items: OrderLine[];
  url: string | null;
  /** UTC ms. */
  placedAt: number;
  /**
   * UTC ms by the shop's clock: an older state never overwrites a newer one, one of the same moment does.
   */
  sourceUpdatedAt: number;
  /** The shop no longer has it. */
  deleted: boolean;
}

/** A cart's state at one moment; without items it is closed. */
export interface ShopCart {
  externalId: string;
  memberNo: string | null;
  items: OrderLine[];
  total: number;
  currency: string;
  url: string | null;
  sourceUpdatedAt: number;
}

/** A cart became an order, or was given up. */
export interface ClosedCart {
  externalId: string;
  /** UTC ms; NEVER_AGAIN for one that cannot come back. */
  at: number;
}

export const NEVER_AGAIN = Number.MAX_SAFE_INTEGER;

/** A member of the shop is this person in a social channel, as the shop itself knows. */
export interface KnownUid {
  provider: "line";
  uid: string;
  memberNo: string;
  /** UTC ms by the shop's clock. */
  at: number;
}

/** What is left of an order its shop deleted: that it is gone, so that a late event does not bring it back. */
export const deletedOrder = (externalId: string, at: number): ShopOrder => ({
  externalId,
  number: "",
  memberNo: null,
  email: null,
  phone: null,
  status: "cancelled",
  total: 0,
  currency: "XXX",
  items: [],
  url: null,
  placedAt: at,
  sourceUpdatedAt: at,
  deleted: true,
});
