import type { ChatwootApi } from "../channels/chatwoot/send.ts";
import { ProviderRefusal } from "../channels/request.ts";
import { failConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import { findConnection, type OpenConnection } from "../domain/connections/find.ts";
import { PlanOutdated } from "../domain/inbound/receive.ts";
import { type Cursor, takeStep, type Walk } from "./chatwoot-history.ts";
import { JobFailed, type JobHandler } from "./job.ts";

const DEFAULT_RATE = 5;
/** Then it steps back, so that others get their turn. */
const REQUESTS_PER_RUN = 20;

/**
 * Brings a Chatwoot account's history over its REST API: for each conversation its contact, then its
 * messages from the newest back. Each request is one step; how far it is, is kept after each.
 */
export const backfillChatwoot: JobHandler = async (run) => {
  const { db, deps, job } = run;
  const cursor: Cursor = {
    page: 1,
    queue: [],
    before: null,
    thread: null,
    ...(job.payload as { connectionId: string }),
  };
  const progress = {
    conversationsDone: 0,
    conversationsTotal: null,
    messages: 0,
    skipped: 0,
    ...job.progress,
  };
  const { connectionId } = cursor;
  const connection = await findConnection(db, deps.sealer, connectionId);
  if (!connection) throw new JobFailed("connection_removed");
  const api = apiOf(connection);
  const pause = 1000 / (connection.settings.requestsPerSecond ?? DEFAULT_RATE);
  const walk: Walk = { db, connection, api, cursor, progress, now: deps.now };
  try {
    for (let requests = 0; requests < REQUESTS_PER_RUN; requests++) {
      const finished = await takeStep(walk);
      await run.save({ ...cursor }, { ...progress });
      if (finished) return { done: true };
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return { again: deps.now() };
  } catch (error) {
    if (error instanceof PlanOutdated) return { again: deps.now() };
    if (error instanceof ProviderRefusal && error.status === 401) {
      await db.write([failConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    throw error;
  }
};

function apiOf({ origin, settings, credentials }: OpenConnection): ChatwootApi {
  const apiBase = settings.apiBase ?? origin;
  const { accountId } = settings;
  const { apiToken } = credentials;
  if (!apiBase || !accountId) throw new JobFailed("connection_incomplete");
  if (!apiToken) throw new JobFailed("no_api_token");
  return { apiBase, accountId, apiToken };
}
