import { sql } from "drizzle-orm";
import { AttributeDefine, type AttributeDefinition } from "../../../shared/schemas/attributes.ts";
import { fold } from "../../../shared/fold.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { nameTaken, noRoom, requireFreeName, requireRoom, selectDefinition } from "./definition.ts";

const p = sql.placeholder;

const insert = prepare<{ attributeId: string; name: string; nameKey: string; type: string; now: number }>(sql`
  insert into attribute_definition (id, name, name_key, type, position, created_at, updated_at)
  select ${p("attributeId")}, ${p("name")}, ${p("nameKey")}, ${p("type")}, coalesce(max(position), 0) + 1,
    ${p("now")}, ${p("now")} from attribute_definition`);

/**
 * An admin defines an attribute for every customer of the workspace.
 *
 * @throws {Failure} ALREADY_EXISTS (field `name`); LIMIT_REACHED with as many in use as there may be
 */
export const defineAttribute = writeVerb({
  name: "attributes.define",
  permission: "workspace:manage",
  unmasked: "team",
  input: AttributeDefine,
  run(ctx, input): Promise<AttributeDefinition> {
    const attributeId = newId(ctx.now);
    const nameKey = fold(input.name);
    return write<AttributeDefinition>(ctx, {
      input,
      target: attributeId,
      detail: { type: input.type },
      refused: { condition_met: nameTaken(), version_fresh: noRoom() },
      statements: [
        requireFreeName({ attributeId, nameKey }),
        requireRoom({ attributeId }),
        insert({ attributeId, ...input, nameKey, now: ctx.now }),
      ],
      result: selectDefinition({ attributeId }),
    });
  },
});
