import { sql } from "drizzle-orm";
import type { ConnectionKind } from "../../shared/channels.ts";
import { CHANNELS } from "../channels/registry.ts";
import { type Database, DatabaseUnavailable } from "../db/database.ts";
import { prepare } from "../db/statement.ts";
import type { Deps } from "../deps.ts";
import type { ConnectionSettings } from "../domain/connections/credentials.ts";
import { ACCOUNT_DIFFERS, failConnection } from "../domain/connections/fail.ts";
import { enqueueJob } from "../domain/enqueue.ts";
import type { Delivery } from "../domain/inbound/item.ts";
import { AccountDiffers } from "../domain/inbound/look-up.ts";
import { PlanOutdated, receive } from "../domain/inbound/receive.ts";
import { receiveShopNews, type ShopNews } from "../domain/orders/receive.ts";
import { bindWaiting } from "../domain/orders/remember-uid.ts";
import { shopOf } from "../shops/registry.ts";
import { PURGE } from "./purge.ts";

/** So many that a batch is worth it, so few that it holds the event loop for some milliseconds only. */
const CHUNK = 40;
const CHUNK_CHARACTERS = 500_000;
const MAX_ATTEMPTS = 5;
const DAY = 86_400_000;

interface Waiting {
  seq: number;
  connectionId: string;
  key: string;
  payload: string;
  receivedAt: number;
  attempts: number;
  kind: ConnectionKind;
  origin: string | null;
  settings: string;
}

const p = sql.placeholder;

const selectWaiting = prepare<{ limit: number; characters: number }, Waiting>(sql`
  select seq, connection_id as "connectionId", dedupe_key as key, payload, received_at as "receivedAt", attempts,
    kind, origin, settings
  from (
    select e.*, c.kind, c.origin, c.settings, sum(length(e.payload)) over (order by e.seq) as total
    from (select * from inbound_event where processed_at is null order by seq limit ${p("limit")}) e
    join connection c on c.id = e.connection_id)
  where total - length(payload) < ${p("characters")} order by seq`);

const tryAgain = prepare<{ seq: number }>(sql`
  update inbound_event set attempts = attempts + 1 where seq = ${p("seq")} and processed_at is null`);

/** Keeps its payload, for whoever mends it, until it is purged; not when it speaks of somebody blocked. */
const setAside = prepare<{ seq: number; error: string; now: number }>(sql`
  update inbound_event set attempts = attempts + 1, processed_at = ${p("now")}, error = ${p("error")},
    payload = case when exists (
      select 1 from contact c join channel_route r on r.channel_id = c.channel_id
      where r.connection_id = inbound_event.connection_id and c.blocked_at is not null
        and instr(inbound_event.payload, json_quote(c.external_id)) > 0) then '{}' else payload end
  where seq = ${p("seq")} and processed_at is null`);

/**
 * Gives what has arrived its effect, oldest first, one chunk. An event that cannot be processed is
 * tried a few times and then set aside; the others go on.
 *
 * @returns whether more is waiting
 */
export async function receiveWaiting(db: Database, deps: Deps): Promise<boolean> {
  const statement = selectWaiting({ limit: CHUNK, characters: CHUNK_CHARACTERS });
  const [result] = await db.read([statement]);
  const waiting = result ? statement.decode(result) : [];
  if (waiting.length === 0) return false;
  try {
    await receiveRows(db, deps, waiting);
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error;
    if (!(error instanceof PlanOutdated)) await receiveOneByOne(db, deps, waiting);
  }
  return true;
}

async function receiveRows(db: Database, deps: Deps, rows: readonly Waiting[]): Promise<void> {
  const now = deps.now();
  const purge = enqueueJob(now, { kind: PURGE, key: PURGE, payload: {}, runAt: now + DAY });
  const ofShops = rows.filter(({ kind }) => shopOf(kind));
  const ofChannels = rows.filter(({ kind }) => !shopOf(kind));
  if (ofChannels.length > 0) {
    await receive(db, now, ofChannels.map(read), seqsOf(ofChannels), [purge, bindWaiting(now)]);
  }
  if (ofShops.length > 0) {
    await receiveShopNews(db, now, ofShops.map(readNews), seqsOf(ofShops), [purge]);
  }
}

const seqsOf = (rows: readonly Waiting[]): number[] => rows.map(({ seq }) => seq);

async function receiveOneByOne(db: Database, deps: Deps, rows: readonly Waiting[]): Promise<void> {
  for (const row of rows) {
    try {
      await receiveRows(db, deps, [row]);
    } catch (error) {
      if (error instanceof DatabaseUnavailable) throw error;
      if (!(error instanceof PlanOutdated)) await refuse(db, deps, row, error);
    }
  }
}

async function refuse(db: Database, deps: Deps, row: Waiting, error: unknown): Promise<void> {
  const { seq, connectionId, attempts } = row;
  const now = deps.now();
  if (error instanceof AccountDiffers) {
    await db.write([
      setAside({ seq, error: ACCOUNT_DIFFERS, now }),
      failConnection({ connectionId, reason: ACCOUNT_DIFFERS }),
    ]);
  } else if (attempts + 1 < MAX_ATTEMPTS) {
    await db.write([tryAgain({ seq })]);
  } else {
    deps.report(error, `inbound/${seq}`);
    await db.write([setAside({ seq, error: error instanceof Error ? error.name : "Error", now })]);
  }
}

function read(row: Waiting): Delivery {
  const { connectionId, key, receivedAt, origin } = row;
  const channel = CHANNELS[row.kind];
  if (!channel) throw new Error(`nothing reads events of kind ${row.kind}`);
  const settings = JSON.parse(row.settings) as ConnectionSettings;
  const parsed = channel.parse(JSON.parse(row.payload), { connectionId, origin, settings, receivedAt });
  const inbox = channel.inbox !== null && origin !== null ? { name: channel.inbox, origin } : null;
  return {
    ...parsed,
    connectionId,
    key,
    receivedAt,
    method: "webhook",
    inbox,
    profileJob: channel.profileJob,
  };
}

function readNews(row: Waiting): ShopNews & { source: string } {
  const shop = shopOf(row.kind);
  if (!shop) throw new Error(`nothing reads events of kind ${row.kind}`);
  const { receivedAt, connectionId } = row;
  const { shopUrl = null } = JSON.parse(row.settings) as ConnectionSettings;
  return { ...shop.parse(JSON.parse(row.payload), { receivedAt, shopUrl }), source: connectionId };
}
