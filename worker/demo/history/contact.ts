import { talk } from "../dialogue/talk.ts";
import type { Person, Thread } from "../people.ts";
import { addConversation } from "./conversation.ts";
import type { Ledger } from "./ledger.ts";
import { addNotes } from "./noting.ts";
import { learnProfile } from "./profile.ts";
import { tagContact } from "./tagging.ts";

/** Where a contact of the seed stands. */
export interface Place {
  person: Person;
  thread: Thread;
  channelId: string;
  customerId: string;
  /** The one it began with, before it was joined. */
  homeCustomerId: string;
  externalId: string;
  /** When it wrote first and last, UTC ms. */
  start: number;
  end: number;
  /** The last question has no answer yet. */
  waiting: boolean;
  /** The first channel of a person carries what the team knows about them. */
  first: boolean;
}

/** One contact with everything that ever happened to it. @returns its id */
export function addContact(ledger: Ledger, place: Place, now: number): string {
  const { random } = ledger;
  const { person, thread } = place;
  const visits = talk(person, thread, { random, ...place });
  const begin = visits[0]?.messages[0]?.at ?? place.start;
  const createdAt = begin - 2_000;
  const id = random.id(createdAt);
  const customer = { kind: "customer", name: thread.name } as const;
  ledger.event(createdAt, id, "contact.created", { kind: "system" });
  const followedAt = thread.kind === "line" ? begin - 1_000 : null;
  if (followedAt) ledger.event(followedAt, id, "contact.followed", customer);
  ledger.event(begin, id, "conversation.created", customer);
  const known = learnProfile(ledger, id, place, visits, now);
  const last = addConversation(ledger, id, place, visits, now);
  tagContact(ledger, { id, channelId: place.channelId, memberNo: known.member_no }, visits, now);
  if (place.first) addNotes(ledger, id, person, visits, now);
  const leftAt = person.leaves ? last.any + 180_000 : null;
  if (leftAt) ledger.event(leftAt, id, "contact.unfollowed", customer);
  ledger.contacts.push({
    id,
    channel_id: place.channelId,
    external_id: place.externalId,
    customer_id: place.customerId,
    home_customer_id: place.homeCustomerId,
    ...known,
    unsubscribed_by_customer_at: leftAt,
    last_customer_at: last.customer,
    last_team_at: last.team,
    subscribed_at: followedAt,
    created_at: createdAt,
  });
  return id;
}
