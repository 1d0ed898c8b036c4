import { sql } from "drizzle-orm";
import { type Backfill, BackfillProgress } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

export const BACKFILL = "chatwoot.backfill";
export const backfillKey = (connectionId: string) => `${BACKFILL}/${connectionId}`;

const p = sql.placeholder;

const select = prepare<
  { key: string },
  {
    state: Backfill["state"];
    progress: string | null;
    error: string | null;
    createdAt: number;
    updatedAt: number;
  }
>(sql`
  select state, progress, error, created_at as "createdAt", updated_at as "updatedAt"
  from job where key = ${p("key")} order by id desc limit 1`);

const NOTHING = { conversationsDone: 0, conversationsTotal: null, messages: 0, skipped: 0 };

/** How far the newest backfill of a connection is. */
export const backfillProgress = readVerb({
  name: "connections.backfillProgress",
  permission: "workspace:manage",
  unmasked: "team",
  input: BackfillProgress,
  async run(ctx, input): Promise<Backfill> {
    const { rows } = await read(ctx, [select({ key: backfillKey(input.connectionId) })]);
    const row = rows[0][0];
    if (!row) return { state: "none", ...NOTHING, error: null, startedAt: null, updatedAt: null };
    return {
      ...NOTHING,
      ...(JSON.parse(row.progress ?? "{}") as Partial<Backfill>),
      state: row.state,
      error: row.error,
      startedAt: row.createdAt,
      updatedAt: row.updatedAt,
    };
  },
});
