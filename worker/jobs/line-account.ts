import { getBotInfo } from "../channels/line/send.ts";
import { ProviderRefusal } from "../channels/request.ts";
import { learnAccount, selectAccountKeys } from "../domain/connections/account.ts";
import {
  ACCOUNT_DIFFERS,
  failConnection,
  mendConnection,
  TOKEN_REFUSED,
} from "../domain/connections/fail.ts";
import { findConnection } from "../domain/connections/find.ts";
import type { JobHandler } from "./job.ts";

/** Asks LINE which account a connection's access token is for, and its name. */
export const lookUpLineAccount: JobHandler = async ({ db, deps, job }) => {
  const connectionId = String(job.payload["connectionId"]);
  const connection = await findConnection(db, deps.sealer, connectionId);
  const accessToken = connection?.credentials.accessToken;
  if (!connection || !accessToken) return { done: true };
  const { apiBase } = connection.settings;
  try {
    const { userId, name } = await getBotInfo({ apiBase, accessToken });
    const statement = selectAccountKeys({ connectionId });
    const [result] = await db.read([statement]);
    const known = result ? statement.decode(result) : [];
    if (known.some(({ accountKey }) => accountKey !== userId)) {
      await db.write([failConnection({ connectionId, reason: ACCOUNT_DIFFERS })]);
    } else {
      await db.write([
        ...learnAccount(deps.now(), {
          connectionId,
          accountKey: userId,
          kind: "line",
          accountId: userId,
          name,
        }),
        mendConnection({ connectionId, reason: TOKEN_REFUSED }),
      ]);
    }
    return { done: true };
  } catch (error) {
    if (error instanceof ProviderRefusal && error.status === 401) {
      await db.write([failConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    throw error;
  }
};
