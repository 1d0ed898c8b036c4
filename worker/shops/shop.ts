import type { Receiver } from "../channels/channel.ts";
import type { ShopNews } from "../domain/orders/receive.ts";

/** One shop platform: how its posts are verified, taken apart and read, and what its API tells. */
export interface Shop extends Receiver {
  /**
   * What a stored event says; nothing, where it is about something else.
   * @throws {UnreadableEvent} when it lacks what an order cannot be without
   */
  parse(payload: unknown, context: ShopContext): ShopNews;
  /** How orders that changed are fetched after a gap; null where the platform's API is not known well enough. */
  catchUp: CatchUp | null;
}

export interface ShopContext {
  /** UTC ms. */
  receivedAt: number;
  /** Where the shop is, without a slash at the end. */
  shopUrl: string | null;
}

export interface CatchUp {
  /**
   * Orders changed since then, in an order that later changes only append to.
   *
   * @param since UTC ms
   * @param until when this round began, UTC ms: what changes later is for the next one
   * @param cursor null for the first page
   * @throws {ProviderRefusal}
   */
  page(
    api: ShopApi,
    asked: { since: number; until: number; cursor: string | null },
  ): Promise<{ orders: unknown[]; next: string | null }>;
  read(order: unknown, shopUrl: string | null): ShopNews;
  /** How fast it may be asked. */
  perSecond: number;
}

export interface ShopApi {
  apiBase: string;
  apiToken: string;
}

/** An event of a known kind without what it must have. */
export class UnreadableEvent extends Error {}

/** How an event of a shop is stored: the body alone does not say what it is about. */
export interface StoredPost {
  topic: string;
  /** UTC ms, by the shop's clock; null where it does not say. */
  triggeredAt: number | null;
  body: unknown;
}

/** A page of the shop's own administration, which asks for its own sign-in. */
export const pageAt = (shopUrl: string | null, path: string): string | null =>
  shopUrl === null ? null : `${shopUrl}${path}`;
