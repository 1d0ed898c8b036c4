import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { AttributeDefinition } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const selectDefinitions = prepare<Record<string, never>, AttributeDefinition>(sql`
  select id, name, type, created_at as "createdAt", archived_at as "archivedAt" from attribute_definition
  order by archived_at is not null, position, id limit 300`);

/** The attributes the team uses, in their order, then those put away; for other systems. */
export const attributeDefinitions = readVerb({
  name: "attributes.definitions",
  permission: "contact:list",
  unmasked: "team",
  input: v.object({}),
  async run(ctx): Promise<AttributeDefinition[]> {
    const { rows } = await read(ctx, [selectDefinitions({})]);
    return rows[0];
  },
});
