import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { enqueueJobs } from "../enqueue.ts";
import { newId } from "../id.ts";
import { feedSearch } from "../search/feed.ts";
import type { InboundItem } from "./item.ts";
import { makesKnown, type Target, type Task, tasksOf } from "./plan.ts";

const p = sql.placeholder;

/** When somebody was first heard of, by the provider's clock. */
export const firstAt = sql`(select e.at from event e where e.dedupe_key = 'created/' || c.id) as "firstAt"`;

/** The contacts at these addresses, `[channelId, externalId][]` in JSON. */
export const selectTargets = prepare<{ addresses: string }, Target & { firstAt: number | null }>(sql`
  select c.id as "contactId", v.id as "conversationId", c.channel_id as "channelId",
    c.external_id as "externalId", c.customer_id as "customerId", c.version, ${firstAt}
  from json_each(${p("addresses")}) j
  join contact c on c.channel_id = j.value ->> 0 and c.external_id = j.value ->> 1 and c.deleted_at is null
  join conversation v on v.contact_id = c.id`);

/** The contacts another system's contact stands for. */
export const selectTargetsOfExternal = prepare<{ sources: string }, Target & { evidence: string }>(sql`
  select r.evidence, c.id as "contactId", v.id as "conversationId", c.channel_id as "channelId",
    c.external_id as "externalId", c.customer_id as "customerId", c.version
  from json_each(${p("sources")}) j
  join identity_source s on s.connection_id = j.value ->> 0 and s.external_contact = j.value ->> 1
  join contact c on c.customer_id = s.customer_id and c.deleted_at is null
  join identity_record r on r.contact_id = c.id and r.evidence = j.value ->> 2
  join conversation v on v.contact_id = c.id`);

const insertCustomers = prepare<{ people: string; now: number }>(sql`
  insert into customer (id, created_at) select value ->> 'customerId', ${p("now")} from json_each(${p("people")})`);

const insertContacts = prepare<{ people: string; now: number }>(sql`
  insert into contact (id, channel_id, external_id, customer_id, created_at, updated_at)
  select value ->> 'contactId', value ->> 'channelId', value ->> 'externalId', value ->> 'customerId',
    ${p("now")}, ${p("now")}
  from json_each(${p("people")})`);

const insertConversations = prepare<{ people: string; now: number }>(sql`
  insert into conversation (id, contact_id, channel_id, created_at)
  select value ->> 'conversationId', value ->> 'contactId', value ->> 'channelId', ${p("now")}
  from json_each(${p("people")})`);

const insertCreatedEvents = prepare<{ people: string }>(sql`
  insert into event (id, contact_id, kind, actor_kind, at, dedupe_key)
  select value ->> 'eventId', value ->> 'contactId', 'contact.created', 'system', value ->> 'at',
    'created/' || (value ->> 'contactId')
  from json_each(${p("people")})`);

const followed = prepare<{ follows: string }>(sql`
  update contact set
    subscribed_at = nullif(max(coalesce(subscribed_at, 0), j.value ->> 'follow'), 0),
    unsubscribed_by_customer_at = case
      when max(coalesce(unsubscribed_by_customer_at, 0), j.value ->> 'unfollow')
        >= max(coalesce(subscribed_at, 0), j.value ->> 'follow')
      then nullif(max(coalesce(unsubscribed_by_customer_at, 0), j.value ->> 'unfollow'), 0) end
  from json_each(${p("follows")}) j where contact.id = j.value ->> 'contactId'`);

const touch = prepare<{ touched: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")},
    last_customer_at = case when blocked_at is null
      then nullif(max(coalesce(last_customer_at, 0), j.value ->> 'customerAt'), 0) else last_customer_at end,
    last_team_at = nullif(max(coalesce(last_team_at, 0), j.value ->> 'teamAt'), 0),
    last_marketing_at = nullif(max(coalesce(last_marketing_at, 0), j.value ->> 'marketingAt'), 0)
  from json_each(${p("touched")}) j where contact.id = j.value ->> 'contactId'`);

/** Makes the contacts that are new, each with a customer and a conversation of its own. */
export function createPeople(now: number, tasks: readonly Task[]): Statement[] {
  const created = new Map<string, Target & { at: number; eventId: string }>();
  for (const { target, item } of tasks) {
    if (target.version !== null) continue;
    const at = Math.min(created.get(target.contactId)?.at ?? item.at, item.at);
    created.set(target.contactId, { ...target, at, eventId: newId(now) });
  }
  if (created.size === 0) return [];
  const people = JSON.stringify([...created.values()]);
  return [
    insertCustomers({ people, now }),
    insertContacts({ people, now }),
    insertConversations({ people, now }),
    insertCreatedEvents({ people }),
    ...feedSearch(
      now,
      [...created.values()].flatMap(({ contactId, externalId }) => [
        { of: contactId, kind: "id" as const, value: contactId },
        { of: contactId, kind: "channel" as const, value: externalId },
      ]),
    ),
  ];
}

/** Looks up who is new, and who came back: a profile can only be read while they follow. */
export function lookUpPeople(now: number, tasks: readonly Task[]): Statement[] {
  const jobs = new Map<string, { kind: string; connectionId: string }>();
  for (const { target, item, delivery } of tasks) {
    if (delivery.profileJob === null || (target.version !== null && item.kind !== "follow")) continue;
    jobs.set(target.contactId, { kind: delivery.profileJob, connectionId: delivery.connectionId });
  }
  if (jobs.size === 0) return [];
  return [
    enqueueJobs(
      now,
      [...jobs].map(([contactId, { kind, connectionId }]) => ({
        kind,
        key: `${kind}/${contactId}`,
        payload: { connectionId, contactId },
      })),
    ),
  ];
}

/**
 * The newest of follow and unfollow by the provider's clock wins, in whichever order they come; and of the
 * customer's yes and no to marketing messages likewise.
 */
export function follow(tasks: readonly Task[]): Statement[] {
  const newest = new Map<string, { contactId: string; follow: number; unfollow: number }>();
  const tell = ({ contactId }: Target, word: "follow" | "unfollow", at: number) => {
    const row = newest.get(contactId) ?? { contactId, follow: 0, unfollow: 0 };
    newest.set(contactId, { ...row, [word]: Math.max(row[word], at) });
  };
  for (const { item, target } of tasksOf(tasks, "follow")) tell(target, "follow", item.at);
  for (const { item, target } of tasksOf(tasks, "unfollow")) tell(target, "unfollow", item.at);
  for (const { item, target } of tasksOf(tasks, "consent")) {
    tell(target, item.marketing ? "follow" : "unfollow", item.at);
  }
  return newest.size === 0 ? [] : [followed({ follows: JSON.stringify([...newest.values()]) })];
}

/** What a customer does, and what only happens to them (`docs/definitions.md`). */
const isByCustomer = (item: InboundItem): boolean =>
  item.kind === "postback" ||
  item.kind === "follow" ||
  item.kind === "referral" ||
  (item.kind === "optin" && !item.stopped) ||
  (item.kind === "reaction" && item.side === "customer" && item.emoji !== null) ||
  (item.kind === "message" && item.sender.kind === "customer");

/** A marketing message has gone out to them; that they read it later says nothing of when. */
const isMarketing = (item: InboundItem): boolean =>
  item.kind === "status" && item.marketing === true && ["sent", "delivered"].includes(item.status);

/** The next version of every contact concerned, and when the customer and the team last did something. */
export function touchPeople(now: number, tasks: readonly Task[]): Statement[] {
  const touched = new Map<
    string,
    { contactId: string; customerAt: number; teamAt: number; marketingAt: number }
  >();
  for (const { item, target } of tasks) {
    // That somebody is still on a page, or got a message, is nothing a panel shows.
    if (!makesKnown(item) && !isMarketing(item)) continue;
    const { contactId } = target;
    // A provider's clock may be ahead of ours.
    const at = Math.min(item.at, now);
    const byTeam = item.kind === "message" && item.sender.kind === "agent";
    const before = touched.get(contactId);
    touched.set(contactId, {
      contactId,
      customerAt: Math.max(before?.customerAt ?? 0, isByCustomer(item) ? at : 0),
      teamAt: Math.max(before?.teamAt ?? 0, byTeam ? at : 0),
      marketingAt: Math.max(before?.marketingAt ?? 0, isMarketing(item) ? at : 0),
    });
  }
  return touched.size === 0 ? [] : [touch({ touched: JSON.stringify([...touched.values()]), now })];
}
