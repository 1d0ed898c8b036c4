import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { createRoute } from "../connections/routes.ts";
import { chatwootEvidence, selectJoined } from "../identity/join.ts";
import {
  type CurrentValue,
  type ProfileUpdate,
  selectCurrentValues,
  selectRegion,
} from "../profile/from-channel.ts";
import { aliasOf, selectAliased, snapshotOf, targetOf } from "./aliases.ts";
import type { Delivery, InboundItem, Person } from "./item.ts";
import { selectTargets, selectTargetsOfExternal } from "./people.ts";
import {
  type Address,
  addressKey,
  type ItemOf,
  makesKnown,
  peopleOf,
  personOf,
  type Target,
  type Task,
  tasksOf,
} from "./plan.ts";
import { type Identities, whoIsWho } from "./who.ts";

const p = sql.placeholder;

const selectRoutes = prepare<
  { connectionIds: string },
  { connectionId: string; accountKey: string; channelId: string }
>(sql`
  select r.connection_id as "connectionId", r.account_key as "accountKey", r.channel_id as "channelId"
  from json_each(${p("connectionIds")}) j join channel_route r on r.connection_id = j.value`);

/** The connection speaks of an account that is not its own. */
export class AccountDiffers extends Error {}

export type Channels = (connectionId: string, accountKey: string) => string | undefined;

/** Which channel each account is; the channels of accounts never heard of are made. */
export async function routeAccounts(
  db: Database,
  now: number,
  deliveries: readonly Delivery[],
): Promise<Channels> {
  const connectionIds = JSON.stringify([...new Set(deliveries.map(({ connectionId }) => connectionId))]);
  const statement = selectRoutes({ connectionIds });
  const load = async () => {
    const [result] = await db.read([statement]);
    return result ? statement.decode(result) : [];
  };
  let routes = await load();
  const find: Channels = (connectionId, accountKey) =>
    routes.find((route) => route.connectionId === connectionId && route.accountKey === accountKey)?.channelId;
  const missing = deliveries.flatMap(({ connectionId, accounts }) =>
    accounts
      .filter(({ accountKey }) => find(connectionId, accountKey) === undefined)
      .map((account) => ({ connectionId, ...account })),
  );
  if (missing.some(({ connectionId, only }) => only && routes.some((r) => r.connectionId === connectionId))) {
    throw new AccountDiffers("the connection carries another account");
  }
  if (missing.length > 0) {
    await db.write(missing.flatMap((account) => createRoute(now, account)));
    routes = await load();
  }
  return find;
}

/** What a batch is made from, and what it must find unchanged. */
export interface Plan {
  tasks: Task[];
  identities: Identities;
  /** Each id that was looked up: whose it was, and whose alias. */
  looked: (Address & { contactId: string | null; aliases: string })[];
  /** What is told of messages to somebody unknown. */
  loose: { item: ItemOf<"status">; channelId: string }[];
  /** Contacts that a fact of the batch rests on though no task is theirs. */
  others: Target[];
}

export async function planTasks(
  db: Database,
  now: number,
  deliveries: readonly Delivery[],
  channels: Channels,
): Promise<Plan> {
  const channelOf = ({ connectionId }: Delivery, { accountKey }: Person): string => {
    const channelId = channels(connectionId, accountKey);
    if (channelId === undefined) throw new Error("a person in an account the delivery did not name");
    return channelId;
  };
  const addresses = new Map<string, Address>();
  for (const delivery of deliveries) {
    for (const person of delivery.items.flatMap(peopleOf)) {
      const channelId = channelOf(delivery, person);
      for (const externalId of [person.externalId, person.number ?? person.externalId]) {
        addresses.set(addressKey({ channelId, externalId }), { channelId, externalId });
      }
    }
  }
  const sources = deliveries.flatMap(({ connectionId, items }) =>
    items.flatMap((item) => {
      if (item.kind !== "profile" || "accountKey" in item.of) return [];
      const { externalContact } = item.of;
      return [[connectionId, externalContact, chatwootEvidence(connectionId, externalContact)]];
    }),
  );
  const pairs = JSON.stringify(
    [...addresses.values()].map(({ channelId, externalId }) => [channelId, externalId]),
  );
  const byAddress = selectTargets({ addresses: pairs });
  const byAlias = selectAliased({ addresses: pairs });
  const bySource = selectTargetsOfExternal({ sources: JSON.stringify(sources) });
  const [first, second, third] = await db.read([byAddress, byAlias, bySource]);
  if (!first || !second || !third) throw new Error("the database answered fewer results than statements");
  const atAddress = byAddress.decode(first);
  const aliased = byAlias.decode(second);
  const ofSource = bySource.decode(third);

  const known = new Map([...atAddress, ...aliased].map((row) => [row.contactId, targetOf(row)]));
  const who = whoIsWho(now, [...known.values()], aliased.map(aliasOf));
  const everything = deliveries
    .flatMap((delivery) => delivery.items.map((item) => ({ item, delivery })))
    .sort((a, b) => a.item.at - b.item.at);
  for (const { item, delivery } of everything) {
    const person = personOf(item);
    if (!person || !makesKnown(item)) continue;
    const channelId = channelOf(delivery, person);
    if (item.kind === "rename") who.rename(channelId, person, item.becomes, item.at);
    else who.observe(channelId, person, item.at);
  }

  const targets = new Map<InboundItem, Target | null>();
  for (const makes of [true, false]) {
    for (const { item, delivery } of everything) {
      const person = personOf(item);
      if (!person || makesKnown(item) !== makes) continue;
      const by = item.kind === "rename" ? item.becomes : person;
      targets.set(item, who.resolve(channelOf(delivery, person), by, item.at, makes));
    }
  }
  const tasks = deliveries.flatMap((delivery) =>
    delivery.items.flatMap((item): Task[] => {
      const target = targets.get(item);
      if (target) return [{ item, target, delivery }];
      if (item.kind !== "profile" || "accountKey" in item.of) return [];
      const evidence = chatwootEvidence(delivery.connectionId, item.of.externalContact);
      return ofSource
        .filter((row) => row.evidence === evidence)
        .map(({ evidence: _evidence, ...found }) => ({ item, target: found, delivery }));
    }),
  );
  const loose = deliveries.flatMap(({ connectionId, items }) =>
    items.flatMap((item) => {
      const channelId = item.kind === "status" ? channels(connectionId, item.accountKey) : undefined;
      return item.kind === "status" && channelId !== undefined && !targets.get(item)
        ? [{ item, channelId }]
        : [];
    }),
  );
  const identities = who.changes();
  return {
    tasks,
    loose,
    identities,
    looked: [...addresses].map(([key, address]) => ({
      ...address,
      contactId: atAddress.find((row) => addressKey(row) === key)?.contactId ?? null,
      aliases: snapshotOf(aliased.filter((row) => addressKey({ ...row, externalId: row.alias }) === key)),
    })),
    others: identities.absorbed.flatMap(({ from, into }) => [from, into]),
  };
}

export async function readProfiles(
  db: Database,
  tasks: readonly Task[],
): Promise<[ProfileUpdate[], CurrentValue[], string | null]> {
  const updates = tasksOf(tasks, "profile").map(({ item: { profile, at }, target: { contactId } }) => ({
    contactId,
    profile,
    at,
  }));
  if (updates.length === 0) return [[], [], null];
  const values = selectCurrentValues({
    contactIds: JSON.stringify([...new Set(updates.map(({ contactId }) => contactId))]),
  });
  const region = selectRegion({});
  const [first, second] = await db.read([values, region]);
  return [updates, first ? values.decode(first) : [], (second && region.decode(second)[0]?.region) ?? null];
}

export async function readJoined(db: Database, tasks: readonly Task[]) {
  const pairs = tasksOf(tasks, "same").map(({ item, target, delivery }) => [
    target.contactId,
    chatwootEvidence(delivery.connectionId, item.externalContact),
  ]);
  if (pairs.length === 0) return [];
  const statement = selectJoined({ pairs: JSON.stringify(pairs) });
  const [result] = await db.read([statement]);
  return result ? statement.decode(result) : [];
}
