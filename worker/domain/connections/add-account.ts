import { sql } from "drizzle-orm";
import type { ChannelKind, ConnectionKind } from "../../../shared/channels.ts";
import { ConnectionAddAccount } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { read, write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { Failure } from "../failure.ts";
import { workOffUnknown } from "../inbound/unknown-account.ts";
import { writeVerb } from "../verb.ts";
import { nameChannel } from "./account.ts";
import { openCredentials, sealCredentials } from "./credentials.ts";
import { mendAccount } from "./fail.ts";
import { createRoute } from "./routes.ts";

/** The accounts a connection of each kind may carry. */
const CARRIES: Partial<Record<ConnectionKind, readonly ChannelKind[]>> = {
  meta: ["messenger", "instagram"],
  whatsapp: ["whatsapp"],
};

/** The job that asks the provider about an account: whether its token is taken, and its name. */
export const ACCOUNT_JOB = "meta.account";

const p = sql.placeholder;

const select = prepare<
  { id: string; accountKey: string },
  { kind: ConnectionKind; sealed: string | null; updatedAt: number; isKind: ChannelKind | null }
>(sql`
  select c.kind, c.sealed_credentials as sealed, c.updated_at as "updatedAt",
    (select h.kind from channel_route r join channel h on h.id = r.channel_id
      where r.connection_id = c.id and r.account_key = ${p("accountKey")}) as "isKind"
  from connection c where c.id = ${p("id")}`);

const requireUnchanged = prepare<{ id: string; updatedAt: number }>(sql`
  update guard set version_fresh = (select updated_at from connection where id = ${p("id")}) is ${p("updatedAt")}`);

const seal = prepare<{ id: string; sealed: string; now: number }>(sql`
  update connection set sealed_credentials = ${p("sealed")}, updated_at = max(${p("now")}, updated_at + 1)
  where id = ${p("id")}`);

const hurryJobs = prepare<{ id: string; now: number }>(sql`
  update job set run_at = ${p("now")}, attempts = 0
  where state in ('waiting','running') and run_at >= 0 and state = 'waiting' and error is not null
    and payload ->> 'connectionId' = ${p("id")}`);

/**
 * Says whose an account is that a connection carries; what came for it meanwhile is worked off, by a job. Of an
 * account that is there, it changes the name and, when given, the access token.
 *
 * @throws {Failure} NOT_FOUND; INVALID_INPUT (field `kind`) for what the connection cannot carry or already
 *   knows as something else; STALE when somebody changed the connection at the same moment
 */
export const addAccount = writeVerb({
  name: "connections.addAccount",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddAccount,
  async run(ctx, input): Promise<void> {
    const { connectionId: id, kind, accountId, name, accessToken } = input;
    const { rows } = await read(ctx, [select({ id, accountKey: accountId })]);
    const row = rows[0][0];
    if (!row) throw new Failure("NOT_FOUND");
    if (!CARRIES[row.kind]?.includes(kind) || (row.isKind ?? kind) !== kind) {
      throw new Failure("INVALID_INPUT", { field: "kind" });
    }
    const account = { connectionId: id, accountKey: accountId };
    const old = await openCredentials(ctx.sealer, id, row.sealed);
    const accountTokens = { ...old.accountTokens, ...(accessToken ? { [accountId]: accessToken } : {}) };
    const sealed = await sealCredentials(ctx.sealer, id, { ...old, accountTokens });
    await write(ctx, {
      input,
      target: id,
      detail: { kind, accountId },
      statements: [
        requireUnchanged({ id, updatedAt: row.updatedAt }),
        seal({ id, sealed, now: ctx.now }),
        ...createRoute(ctx.now, { ...account, kind, accountId, name }),
        nameChannel({ kind, accountId, name, now: ctx.now }),
        workOffUnknown(ctx.now, account),
        ...(accessToken || old.accessToken
          ? [
              ...mendAccount(account),
              hurryJobs({ id, now: ctx.now }),
              enqueueJob(ctx.now, {
                kind: ACCOUNT_JOB,
                key: `${ACCOUNT_JOB}/${id}/${accountId}`,
                payload: { ...account },
              }),
            ]
          : []),
      ],
    });
  },
});
