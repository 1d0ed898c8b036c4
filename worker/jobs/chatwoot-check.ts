import { listConversations } from "../channels/chatwoot/send.ts";
import { ProviderRefusal } from "../channels/request.ts";
import { failConnection, mendConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import { findConnection } from "../domain/connections/find.ts";
import type { JobHandler } from "./job.ts";

/** Asks a Chatwoot for something small, so that a token it no longer takes shows. */
export const checkChatwoot: JobHandler = async ({ db, deps, job }) => {
  const connectionId = String(job.payload["connectionId"]);
  const connection = await findConnection(db, deps.sealer, connectionId);
  const apiToken = connection?.credentials.apiToken;
  const accountId = connection?.settings.accountId;
  const apiBase = connection?.settings.apiBase ?? connection?.origin;
  if (!apiToken || !accountId || !apiBase) return { done: true };
  try {
    await listConversations({ apiBase, accountId, apiToken }, 1);
    await db.write([mendConnection({ connectionId, reason: TOKEN_REFUSED })]);
    return { done: true };
  } catch (error) {
    if (error instanceof ProviderRefusal && error.status === 401) {
      await db.write([failConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    throw error;
  }
};
