import { sql } from "drizzle-orm";
import { ConnectionTestRead, type TestReport, type TestStep } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

export const TEST = "connection.test";
export const testKey = (connectionId: string) => `${TEST}/${connectionId}`;

const select = prepare<
  { key: string },
  { state: TestReport["state"]; progress: string | null; at: number }
>(sql`
  select state, progress, updated_at as at from job where key = ${sql.placeholder("key")}
  order by id desc limit 1`);

/** What the newest test of a connection found, as far as it is. */
export const testReport = readVerb({
  name: "connections.testReport",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionTestRead,
  async run(ctx, { connectionId }): Promise<TestReport> {
    const { rows } = await read(ctx, [select({ key: testKey(connectionId) })]);
    const row = rows[0][0];
    if (!row) return { state: "none", steps: [], at: null };
    const { steps = [] } = JSON.parse(row.progress ?? "{}") as { steps?: TestStep[] };
    return { state: row.state, steps, at: row.at };
  },
});
