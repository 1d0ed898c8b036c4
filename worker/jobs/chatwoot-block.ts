import { type ChatwootApi, getContactOf, setBlocked } from "../channels/chatwoot/send.ts";
import { ProviderRefusal } from "../channels/request.ts";
import { failConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import { findConnection } from "../domain/connections/find.ts";
import { blockWanted, type Host, keepStand } from "../domain/conversations/host-block.ts";
import type { JobHandler, JobRun } from "./job.ts";

/** So often the host may fail to answer before it counts as a refusal. */
const MAX_TRIES = 8;

type Stand = { stand: "blocked" | "open" | "refused"; reason: string | null };

/** Tells the host inbox how the switch stands, and keeps what it then says: never what we assume. */
export const blockAtChatwoot: JobHandler = async (run) => {
  const { db, deps, job } = run;
  const contactId = String(job.payload["contactId"]);
  const wanted = await blockWanted(db, contactId);
  if (!wanted) return { done: true };
  const { blocked, hosts } = wanted;
  const keep = (stand: "waiting" | Stand["stand"] | null, reason: string | null) =>
    keepStand(db, deps.now(), { contactId, blocked, stand, reason });
  try {
    const stands: Stand[] = [];
    for (const host of hosts) {
      const stand = await tell(run, host, blocked);
      if (stand) stands.push(stand);
    }
    // Several hosts: the one that did not do it is what a person must know.
    const shown = stands.find(({ stand }) => stand !== (blocked ? "blocked" : "open")) ?? stands[0];
    return (await keep(shown?.stand ?? null, shown?.reason ?? null)) ? { done: true } : { again: deps.now() };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    const over = job.attempts >= MAX_TRIES;
    await keep(over ? "refused" : "waiting", error.message);
    if (over) return { done: true };
    throw error;
  }
};

/** null when the connection has no token to ask with. */
async function tell({ db, deps }: JobRun, host: Host, blocked: boolean): Promise<Stand | null> {
  const connection = await findConnection(db, deps.sealer, host.connectionId);
  const { accountId, apiBase = connection?.origin } = connection?.settings ?? {};
  const apiToken = connection?.credentials.apiToken;
  if (!accountId || !apiBase || !apiToken) return null;
  const api: ChatwootApi = { apiBase, accountId, apiToken };
  try {
    const known = host.external?.startsWith(`${accountId}/`)
      ? host.external.slice(accountId.length + 1)
      : null;
    const contact = known ?? (await getContactOf(api, host.conversation));
    if (contact === null) return { stand: "refused", reason: "contact_unknown" };
    const stands = await setBlocked(api, contact, blocked);
    if (stands === blocked) return { stand: blocked ? "blocked" : "open", reason: null };
    return { stand: "refused", reason: "not_applied" };
  } catch (error) {
    if (error instanceof ProviderRefusal && error.status === 401) {
      await db.write([failConnection({ connectionId: host.connectionId, reason: TOKEN_REFUSED })]);
    }
    if (error instanceof ProviderRefusal && isFinal(error.status)) {
      return { stand: "refused", reason: error.message };
    }
    throw error;
  }
}

/** Asking again would be answered the same. */
const isFinal = (status: number): boolean =>
  status >= 400 && status < 500 && status !== 429 && status !== 408;
