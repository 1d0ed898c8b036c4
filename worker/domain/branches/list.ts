import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { BranchItem, BranchList, BranchMember } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { branchItem, branchMember } from "./item.ts";

/** Those put away longest ago are left out. */
const LISTED = 300;
const MEMBERS = 1000;

const selectBranches = prepare<Record<string, never>, { item: string }>(sql`
  select ${branchItem} as item from branch b
  order by b.archived_at is not null, case when b.archived_at is null then b.name else -b.archived_at end, b.id
  limit ${sql.raw(String(LISTED))}`);

const selectMembers = prepare<Record<string, never>, { item: string }>(sql`
  select ${branchMember} as item from member m where m.state <> 'disabled'
  order by m.name, m.id limit ${sql.raw(String(MEMBERS))}`);

/** The shop's branches: those in use by name, then those put away, the latest first. */
export const listBranches = readVerb({
  name: "branches.list",
  permission: "workspace:manage",
  module: "omo",
  unmasked: "team",
  input: v.object({}),
  async run(ctx): Promise<BranchList> {
    const { rows } = await read(ctx, [selectBranches({}), selectMembers({})]);
    return {
      branches: rows[0].map(({ item }) => JSON.parse(item) as BranchItem),
      members: rows[1].map(({ item }) => JSON.parse(item) as BranchMember),
    };
  },
});
