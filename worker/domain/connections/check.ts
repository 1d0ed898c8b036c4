import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { enqueueJobs, type NewJob } from "../enqueue.ts";
import { ACCOUNT_JOB } from "./add-account.ts";

/** The job that asks a Chatwoot whether it still takes our access token. */
export const CHATWOOT_CHECK = "chatwoot.check";

const select = prepare<Record<string, never>, { id: string; kind: string; accounts: string }>(sql`
  select c.id, c.kind, (select json_group_array(account_key) from channel_route where connection_id = c.id) as accounts
  from connection c where c.state <> 'disabled' and c.kind in ('line', 'meta', 'whatsapp', 'chatwoot') limit 500`);

/**
 * Has every access token tried. Providers do not tell when one ends or is revoked, and where nobody new
 * writes nothing else would notice.
 */
export async function checkTokens(db: Database, now: number): Promise<void> {
  const statement = select({});
  const [result] = await db.read([statement]);
  const jobs = (result ? statement.decode(result) : []).flatMap(({ id, kind, accounts }): NewJob[] => {
    const payload = { connectionId: id };
    if (kind === "line") return [{ kind: "line.account", key: `line.account/${id}`, payload }];
    if (kind === "chatwoot") return [{ kind: CHATWOOT_CHECK, key: `${CHATWOOT_CHECK}/${id}`, payload }];
    return (JSON.parse(accounts) as string[]).map((accountKey) => ({
      kind: ACCOUNT_JOB,
      key: `${ACCOUNT_JOB}/${id}/${accountKey}`,
      payload: { ...payload, accountKey },
    }));
  });
  if (jobs.length > 0) await db.write([enqueueJobs(now, jobs)]);
}
