import { sql } from "drizzle-orm";
import { type AttributeDefinition, AttributeRename } from "../../../shared/schemas/attributes.ts";
import { fold } from "../../../shared/fold.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { nameTaken, requireFreeName, selectDefinition } from "./definition.ts";

const p = sql.placeholder;

const requireNamed = prepare<{ attributeId: string; seen: string }>(sql`
  update guard set target_found = exists (
      select 1 from attribute_definition where id = ${p("attributeId")} and archived_at is null),
    version_fresh = coalesce((select name = ${p("seen")} from attribute_definition where id = ${p("attributeId")}), 1)`);

const rename = prepare<{ attributeId: string; name: string; nameKey: string; now: number }>(sql`
  update attribute_definition set name = ${p("name")}, name_key = ${p("nameKey")}, updated_at = ${p("now")}
  where id = ${p("attributeId")}`);

/** @throws {Failure} ALREADY_EXISTS (field `name`), NOT_FOUND; STALE when it no longer is called `seen` */
export const renameAttribute = writeVerb({
  name: "attributes.rename",
  permission: "workspace:manage",
  unmasked: "team",
  input: AttributeRename,
  run(ctx, input): Promise<AttributeDefinition> {
    const { attributeId, name, seen } = input;
    const nameKey = fold(name);
    return write<AttributeDefinition>(ctx, {
      input,
      target: attributeId,
      refused: { condition_met: nameTaken(), version_fresh: new Failure("STALE", { field: "name" }) },
      statements: [
        requireNamed({ attributeId, seen }),
        requireFreeName({ attributeId, nameKey }),
        rename({ attributeId, name, nameKey, now: ctx.now }),
      ],
      result: selectDefinition({ attributeId }),
    });
  },
});
