import { newId } from "../id.ts";
import type { Delivery, InboundItem, Person, Profile } from "./item.ts";

/** A person's contact, known or about to be made, with what the batch must find unchanged. */
export interface Target {
  contactId: string;
  conversationId: string;
  channelId: string;
  externalId: string;
  customerId: string;
  /** null: the contact is new. */
  version: number | null;
}

/** Something to do for one contact, with the delivery that asks for it. */
export interface Task<Item = InboundItem> {
  item: Item;
  target: Target;
  delivery: Delivery;
}

export type ItemOf<Kind extends InboundItem["kind"]> = Extract<InboundItem, { kind: Kind }>;

export const tasksOf = <Kind extends InboundItem["kind"]>(tasks: readonly Task[], kind: Kind) =>
  tasks.filter((task): task is Task<ItemOf<Kind>> => task.item.kind === kind);

/** Where a person is stored: `channel.id` and their id in it. */
export interface Address {
  channelId: string;
  externalId: string;
}

export const addressKey = ({ channelId, externalId }: Address): string => `${channelId} ${externalId}`;

export const newTarget = (now: number, address: Address): Target => ({
  ...address,
  contactId: newId(now),
  conversationId: newId(now),
  customerId: newId(now),
  version: null,
});

export const personOf = (item: InboundItem): Person | null => {
  if (item.kind === "notice") return null;
  if (item.kind !== "profile") return item.person;
  return "accountKey" in item.of ? item.of : null;
};

/** Everybody an item names: who somebody was, and who they are from now on. */
export const peopleOf = (item: InboundItem): Person[] => {
  const person = personOf(item);
  if (!person) return [];
  return item.kind === "rename" ? [person, item.becomes] : [person];
};

/** What only says more of somebody: it makes nobody known who was not. */
const MAKES_NOBODY: ReadonlySet<InboundItem["kind"]> = new Set(["status", "presence"]);

export const makesKnown = (item: InboundItem): boolean => !MAKES_NOBODY.has(item.kind);

export type ProfileField = keyof Profile;
