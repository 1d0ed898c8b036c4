import { getFields, graphOf, isTokenRefusal } from "../channels/meta/graph.ts";
import { failAccount, mendAccount } from "../domain/connections/fail.ts";
import { findConnection } from "../domain/connections/find.ts";
import type { JobHandler } from "./job.ts";

/** Asks Meta about an account, so that a token it does not take shows before anybody writes. */
export const checkMetaAccount: JobHandler = async ({ db, deps, job }) => {
  const connectionId = String(job.payload["connectionId"]);
  const accountKey = String(job.payload["accountKey"]);
  const connection = await findConnection(db, deps.sealer, connectionId);
  const api = connection && graphOf(connection, accountKey);
  if (!api) return { done: true };
  const account = { connectionId, accountKey };
  try {
    await getFields(api, accountKey, ["id"]);
    await db.write(mendAccount(account));
    return { done: true };
  } catch (error) {
    if (isTokenRefusal(error)) await db.write(failAccount(account));
    throw error;
  }
};
