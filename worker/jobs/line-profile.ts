import { getProfile } from "../channels/line/send.ts";
import { ProviderRefusal } from "../channels/request.ts";
import { findConnection } from "../domain/connections/find.ts";
import { failConnection, mendConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import { findAddress } from "../domain/contacts/address.ts";
import { PlanOutdated, receive } from "../domain/inbound/receive.ts";
import type { JobHandler } from "./job.ts";

/** Asks LINE who a contact is: name and picture. Somebody LINE tells nothing of stays without. */
export const lookUpLineProfile: JobHandler = async ({ db, deps, job }) => {
  const connectionId = String(job.payload["connectionId"]);
  const [connection, address] = await Promise.all([
    findConnection(db, deps.sealer, connectionId),
    findAddress(db, connectionId, String(job.payload["contactId"])),
  ]);
  const accessToken = connection?.credentials.accessToken;
  if (!connection || !accessToken || !address) return { done: true };
  const { apiBase } = connection.settings;
  try {
    const profile = await getProfile({ apiBase, accessToken }, address.externalId);
    if (connection.state === "failing")
      await db.write([mendConnection({ connectionId, reason: TOKEN_REFUSED })]);
    if (profile === null || Object.keys(profile).length === 0) return { done: true };
    const now = deps.now();
    await receive(
      db,
      now,
      [
        {
          connectionId,
          key: job.id,
          method: "webhook",
          inbox: null,
          profileJob: null,
          receivedAt: now,
          accounts: [],
          items: [{ kind: "profile", of: address, at: now, profile }],
        },
      ],
      [],
    );
    return { done: true };
  } catch (error) {
    if (error instanceof PlanOutdated) return { again: deps.now() };
    if (error instanceof ProviderRefusal && error.status === 401) {
      await db.write([failConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    throw error;
  }
};
