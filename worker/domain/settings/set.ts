import { sql } from "drizzle-orm";
import { SettingSet } from "../../../shared/schemas/settings.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const requireSeen = prepare<{ name: string; seen: number | null }>(sql`
  update guard set version_fresh = (select updated_at from setting where name = ${p("name")}) is ${p("seen")}`);

/** Two admins within one millisecond still tell each other's value apart by its time. */
const upsert = prepare<{ name: string; value: string; now: number }>(sql`
  insert into setting (name, value, updated_at) values (${p("name")}, ${p("value")}, ${p("now")})
  on conflict (name) do update set value = excluded.value, updated_at = max(excluded.updated_at, updated_at + 1)`);

const result = prepare<{ name: string }, { result: string }>(sql`
  select json_object('at', updated_at) as result from setting where name = ${p("name")}`);

/**
 * Sets one setting; answers with `at`, the time the next edit must have seen.
 *
 * @throws {Failure} STALE when somebody set it after `seen`; INVALID_INPUT, TOO_LONG with the field
 */
export const setSetting = writeVerb({
  name: "settings.set",
  permission: "workspace:manage",
  unmasked: "team",
  input: SettingSet,
  run(ctx, input): Promise<{ at: number }> {
    const { name, value, seen } = input;
    return write(ctx, {
      input,
      target: name,
      ...(name === "modules" || name === "masking" || name === "matching" ? { detail: { value } } : {}),
      statements: [requireSeen({ name, seen }), upsert({ name, value: JSON.stringify(value), now: ctx.now })],
      result: result({ name }),
    });
  },
});
