import { getProfile as getInstagram } from "../channels/instagram/send.ts";
import { getProfile as getMessenger } from "../channels/messenger/send.ts";
import { graphOf, isFinal, isTokenRefusal } from "../channels/meta/graph.ts";
import { failAccount, mendAccount } from "../domain/connections/fail.ts";
import { findConnection } from "../domain/connections/find.ts";
import { kindOfAccount } from "../domain/connections/account.ts";
import { findAddress } from "../domain/contacts/address.ts";
import { PlanOutdated, receive } from "../domain/inbound/receive.ts";
import type { JobHandler } from "./job.ts";

/** Asks Meta who a contact is: name and picture. Somebody it tells nothing of stays without. */
export const lookUpMetaProfile: JobHandler = async ({ db, deps, job }) => {
  const connectionId = String(job.payload["connectionId"]);
  const [connection, address] = await Promise.all([
    findConnection(db, deps.sealer, connectionId),
    findAddress(db, connectionId, String(job.payload["contactId"])),
  ]);
  if (!connection || !address) return { done: true };
  const account = { connectionId, accountKey: address.accountKey };
  const api = graphOf(connection, address.accountKey);
  const kind = await kindOfAccount(db, account);
  if (!api || (kind !== "messenger" && kind !== "instagram")) return { done: true };
  const getProfile = kind === "messenger" ? getMessenger : getInstagram;
  try {
    const profile = await getProfile(api, address.externalId);
    if (connection.state === "failing") await db.write(mendAccount(account));
    if (Object.keys(profile).length === 0) return { done: true };
    const now = deps.now();
    const common = { connectionId, method: "webhook" as const, inbox: null, profileJob: null, accounts: [] };
    const items = [{ kind: "profile" as const, of: address, at: now, profile }];
    await receive(db, now, [{ ...common, key: job.id, receivedAt: now, items }], []);
    return { done: true };
  } catch (error) {
    if (error instanceof PlanOutdated) return { again: deps.now() };
    if (isTokenRefusal(error)) await db.write(failAccount(account));
    else if (isFinal(error)) return { done: true };
    throw error;
  }
};
