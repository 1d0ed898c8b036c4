import { sql } from "drizzle-orm";
import { AttributeArchive, type AttributeDefinition } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";
import { nameTaken, noRoom, requireRoom, selectDefinition } from "./definition.ts";

const p = sql.placeholder;

const requireThere = prepare<{ attributeId: string }>(sql`
  update guard set target_found = exists (select 1 from attribute_definition where id = ${p("attributeId")})`);

const requireNameFreeAgain = prepare<{ attributeId: string }>(sql`
  update guard set condition_met = not exists (
    select 1 from attribute_definition mine join attribute_definition d on d.name_key = mine.name_key
    where mine.id = ${p("attributeId")} and d.id <> mine.id and d.archived_at is null)`);

const setArchived = prepare<{ attributeId: string; archivedAt: number | null; now: number }>(sql`
  update attribute_definition set archived_at = ${p("archivedAt")}, updated_at = ${p("now")}
  where id = ${p("attributeId")}`);

/**
 * Puts an attribute away, or takes it back into use. Its values stay and come back with it.
 *
 * @throws {Failure} NOT_FOUND; taking it back: ALREADY_EXISTS when another one has its name by now,
 *   LIMIT_REACHED
 */
export const archiveAttribute = writeVerb({
  name: "attributes.archive",
  permission: "workspace:manage",
  unmasked: "team",
  input: AttributeArchive,
  run(ctx, input): Promise<AttributeDefinition> {
    const { attributeId, archived } = input;
    const { now } = ctx;
    return write<AttributeDefinition>(ctx, {
      input,
      target: attributeId,
      detail: { archived },
      refused: { condition_met: nameTaken(), version_fresh: noRoom() },
      statements: [
        requireThere({ attributeId }),
        ...(archived ? [] : [requireNameFreeAgain({ attributeId }), requireRoom({ attributeId })]),
        setArchived({ attributeId, archivedAt: archived ? now : null, now }),
      ],
      result: selectDefinition({ attributeId }),
    });
  },
});
