import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { AttributeDefinition } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { definition } from "./definition.ts";

/** Those put away longest ago are left out. */
const LISTED = 300;

const selectDefinitions = prepare<Record<string, never>, { item: string }>(sql`
  select ${definition} as item from attribute_definition d
  order by d.archived_at is not null, case when d.archived_at is null then d.position else -d.archived_at end, d.id
  limit ${sql.raw(String(LISTED))}`);

/** The team's attributes: those in use in their order, then those put away, the latest first. */
export const listAttributes = readVerb({
  name: "attributes.list",
  permission: "workspace:manage",
  unmasked: "team",
  input: v.object({}),
  async run(ctx): Promise<AttributeDefinition[]> {
    const { rows } = await read(ctx, [selectDefinitions({})]);
    return rows[0].map(({ item }) => JSON.parse(item) as AttributeDefinition);
  },
});
