import { sql } from "drizzle-orm";
import * as v from "valibot";
import { PreferenceSet } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { parse, writeVerb } from "../verb.ts";

const p = sql.placeholder;

const VALUES = {
  dataHidden: v.object({ value: v.boolean() }),
  language: v.object({ value: v.picklist(["zh-TW", "en"]) }),
  theme: v.object({ value: v.picklist(["light", "dark", "host"]) }),
} as const;

const upsert = prepare<{ name: string; value: string; now: number }>(sql`
  insert into member_preference (member_id, name, value, updated_at)
  select member_id, ${p("name")}, ${p("value")}, ${p("now")} from guard where member_id is not null
  on conflict (member_id, name) do update set value = excluded.value, updated_at = excluded.updated_at`);

/** How a member likes it; kept on the server, so that it follows them from surface to surface. */
export const setPreference = writeVerb({
  name: "preferences.set",
  permission: "self",
  unmasked: "team",
  input: PreferenceSet,
  async run(ctx, input): Promise<PreferenceSet> {
    const { name } = input;
    const { value } = parse(VALUES[name], input);
    await write(ctx, {
      input,
      target: null,
      detail: { name },
      statements: [upsert({ name, value: JSON.stringify(value), now: ctx.now })],
    });
    return input;
  },
});
