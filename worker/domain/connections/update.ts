import { sql } from "drizzle-orm";
import { SHOP_KINDS } from "../../../shared/channels.ts";
import { ConnectionUpdate } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { read, write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { enqueueJob } from "../enqueue.ts";
import { bindLater } from "../orders/remember-uid.ts";
import { writeVerb } from "../verb.ts";
import { requireCallable } from "./callable.ts";
import { enqueueCatchUp } from "./catch-up.ts";
import {
  type ConnectionSettings,
  type Credentials,
  openCredentials,
  sealCredentials,
} from "./credentials.ts";

const p = sql.placeholder;

const isShop = (kind: string): boolean => (SHOP_KINDS as readonly string[]).includes(kind);

const select = prepare<
  { id: string },
  {
    kind: string;
    name: string;
    origin: string | null;
    sealed: string | null;
    settings: string;
    state: string;
    updatedAt: number;
  }
>(sql`
  select kind, name, origin, sealed_credentials as sealed, settings, state, updated_at as "updatedAt"
  from connection where id = ${p("id")}`);

const requireUnchanged = prepare<{ id: string; updatedAt: number }>(sql`
  update guard set version_fresh = (select updated_at from connection where id = ${p("id")}) is ${p("updatedAt")}`);

const update = prepare<{
  id: string;
  name: string;
  sealed: string;
  settings: string;
  state: string;
  now: number;
}>(sql`
  update connection set name = ${p("name")}, sealed_credentials = ${p("sealed")}, settings = ${p("settings")},
    state = ${p("state")}, state_reason = null, updated_at = max(${p("now")}, updated_at + 1)
  where id = ${p("id")}`);

/** What waited because of the old credentials need not wait any longer. */
const hurryJobs = prepare<{ id: string; now: number }>(sql`
  update job set run_at = ${p("now")}, attempts = 0
  where state in ('waiting','running') and run_at >= 0 and state = 'waiting' and error is not null
    and payload ->> 'connectionId' = ${p("id")}`);

/** What was given up because of the old credentials is tried again, once where there are several of a key. */
const reviveJobs = prepare<{ id: string; now: number }>(sql`
  update job set state = 'waiting', run_at = ${p("now")}, attempts = 0, error = null
  where id in (
    select max(j.id) from job j where j.state = 'failed' and j.error in ('http_401', 'http_403')
      and j.payload ->> 'connectionId' = ${p("id")}
      and not exists (select 1 from job o where o.key = j.key and o.state in ('waiting', 'running'))
    group by coalesce(j.key, j.id))`);

/**
 * Whoever may set where an API answers must know its token and the app's secret: kept ones are never sent elsewhere. Where there
 * are several, one per account, the API stays where it is.
 */
function requireTokenToMove(
  { kind, origin }: { kind: string; origin: string | null },
  kept: { settings: ConnectionSettings; credentials: Credentials },
  { apiBase, ...given }: ConnectionUpdate,
): void {
  const field = kind === "line" || kind === "whatsapp" ? "accessToken" : "apiToken";
  const tokens = Object.keys(kept.credentials.accountTokens ?? {});
  // A test asks as the app itself, whose token is its secret.
  const missing = ([field, "appSecret"] as const).find((one) => kept.credentials[one] && !given[one]);
  if (!apiBase || (tokens.length === 0 && !missing)) return;
  const before = kept.settings.apiBase ?? kept.settings.shopUrl ?? origin;
  if (before && new URL(before).origin === new URL(apiBase).origin) return;
  throw new Failure("INVALID_INPUT", { field: (tokens.length === 0 && missing) || "apiBase" });
}

/**
 * Changes what is given of a connection. New credentials make a failing one active again.
 *
 * @throws {Failure} NOT_FOUND; ADDRESS_NOT_ALLOWED; INVALID_INPUT with field `accessToken`, `apiToken` or `appSecret` when
 *   `apiBase` moves to another origin without it; STALE when somebody changed it at the same moment
 */
export const updateConnection = writeVerb({
  name: "connections.update",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionUpdate,
  async run(ctx, input): Promise<void> {
    const id = input.connectionId;
    const { rows } = await read(ctx, [select({ id })]);
    const row = rows[0][0];
    if (!row) throw new Failure("NOT_FOUND");
    const { channelSecret, accessToken, apiToken, webhookSecret, shopKey, appSecret, verifyToken, siteKey } =
      input;
    const { webhookSecret: oldWebhookSecret, ...old } = await openCredentials(ctx.sealer, id, row.sealed);
    const kept = JSON.parse(row.settings) as ConnectionSettings;
    requireCallable({ apiBase: input.apiBase });
    if (input.apiToken && !input.apiBase && !kept.apiBase) {
      requireCallable({ apiToken: kept.shopUrl ?? row.origin ?? undefined });
    }
    requireTokenToMove(row, { settings: kept, credentials: old }, input);
    const nextWebhookSecret = webhookSecret === undefined ? oldWebhookSecret : (webhookSecret ?? undefined);
    const credentials = {
      ...old,
      ...(channelSecret ? { channelSecret } : {}),
      ...(accessToken ? { accessToken } : {}),
      ...(apiToken ? { apiToken } : {}),
      ...(shopKey ? { shopKey } : {}),
      ...(siteKey ? { siteKey } : {}),
      ...(appSecret ? { appSecret } : {}),
      ...(verifyToken ? { verifyToken } : {}),
      ...(nextWebhookSecret ? { webhookSecret: nextWebhookSecret } : {}),
    };
    const settings: ConnectionSettings = {
      ...kept,
      ...(input.apiBase ? { apiBase: input.apiBase } : {}),
      ...(input.origins ? { origins: input.origins } : {}),
      ...(input.requestsPerSecond ? { requestsPerSecond: input.requestsPerSecond } : {}),
      ...(input.lineChannelId ? { lineChannelId: input.lineChannelId } : {}),
    };
    if (input.lineChannelId === null) delete settings.lineChannelId;
    const stays = row.state === "disabled" && input.state !== "active";
    await write(ctx, {
      input,
      target: id,
      detail: { changed: Object.keys(input).filter((key) => key !== "connectionId") },
      statements: [
        requireUnchanged({ id, updatedAt: row.updatedAt }),
        update({
          id,
          name: input.name ?? row.name,
          sealed: await sealCredentials(ctx.sealer, id, credentials),
          settings: JSON.stringify(settings),
          state: stays ? "disabled" : "active",
          now: ctx.now,
        }),
        hurryJobs({ id, now: ctx.now }),
        reviveJobs({ id, now: ctx.now }),
        ...(isShop(row.kind) && credentials.apiToken ? [enqueueCatchUp(ctx.now, id)] : []),
        ...(input.lineChannelId ? [bindLater(ctx.now)] : []),
        ...(row.kind === "line"
          ? [
              enqueueJob(ctx.now, {
                kind: "line.account",
                key: `line.account/${id}`,
                payload: { connectionId: id },
              }),
            ]
          : []),
      ],
    });
  },
});
