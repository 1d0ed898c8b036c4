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
import type { Delivery, Person } from "./item.ts";
import { selectTargets, selectTargetsOfExternal } from "./people.ts";
import { addressKey, newTarget, personOf, type Target, type Task, tasksOf } from "./plan.ts";

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

export async function planTasks(
  db: Database,
  now: number,
  deliveries: readonly Delivery[],
  channels: Channels,
): Promise<Task[]> {
  const addressOf = (connectionId: string, { accountKey, externalId }: Person) => {
    const channelId = channels(connectionId, accountKey);
    if (channelId === undefined) throw new Error("a person in an account the delivery did not name");
    return { channelId, externalId };
  };
  const addresses = deliveries.flatMap(({ connectionId, items }) =>
    items.flatMap((item) => {
      const person = personOf(item);
      if (!person) return [];
      const { channelId, externalId } = addressOf(connectionId, person);
      return [[channelId, externalId]];
    }),
  );
  const sources = deliveries.flatMap(({ connectionId, items }) =>
    items.flatMap((item) => {
      if (item.kind !== "profile" || "accountKey" in item.of) return [];
      const { externalContact } = item.of;
      return [[connectionId, externalContact, chatwootEvidence(connectionId, externalContact)]];
    }),
  );
  const byAddress = selectTargets({ addresses: JSON.stringify(addresses) });
  const bySource = selectTargetsOfExternal({ sources: JSON.stringify(sources) });
  const [first, second] = await db.read([byAddress, bySource]);
  if (!first || !second) throw new Error("the database answered fewer results than statements");
  const known = new Map(byAddress.decode(first).map((target) => [addressKey(target), target]));
  const ofSource = bySource.decode(second);

  return deliveries.flatMap((delivery) =>
    delivery.items.flatMap((item): Task[] => {
      const person = personOf(item);
      if (person) {
        const address = addressOf(delivery.connectionId, person);
        const key = addressKey(address);
        const target: Target = known.get(key) ?? newTarget(now, address);
        known.set(key, target);
        return [{ item, target, delivery }];
      }
      if (item.kind !== "profile" || "accountKey" in item.of) return [];
      const evidence = chatwootEvidence(delivery.connectionId, item.of.externalContact);
      return ofSource
        .filter((target) => target.evidence === evidence)
        .map(({ evidence: _evidence, ...target }) => ({ item, target, delivery }));
    }),
  );
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
