import { sql } from "drizzle-orm";
import { AttributeReorder } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

/** The same attributes that are in use, each once. */
const requireWhole = prepare<{ ids: string }>(sql`
  update guard set version_fresh =
    (select count(distinct value) = count(*) and count(*) = (
        select count(*) from attribute_definition where archived_at is null) from json_each(${p("ids")}))
    and not exists (select 1 from json_each(${p("ids")}) j where not exists (
      select 1 from attribute_definition d where d.id = j.value and d.archived_at is null))`);

const reorder = prepare<{ ids: string; now: number }>(sql`
  update attribute_definition set position = j.key + 1, updated_at = ${p("now")}
  from json_each(${p("ids")}) j where attribute_definition.id = j.value`);

/** @throws {Failure} STALE when other attributes are in use by now than those given */
export const reorderAttributes = writeVerb({
  name: "attributes.reorder",
  permission: "workspace:manage",
  unmasked: "team",
  input: AttributeReorder,
  async run(ctx, input): Promise<Record<string, never>> {
    const ids = JSON.stringify(input.attributeIds);
    await write(ctx, {
      input,
      target: null,
      statements: [requireWhole({ ids }), reorder({ ids, now: ctx.now })],
    });
    return {};
  },
});
