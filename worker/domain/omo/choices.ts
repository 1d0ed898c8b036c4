import { sql } from "drizzle-orm";
import { type OmoChoice, OmoChoices } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const MOST = 1000;

/** First the branches with their members, then those who are in none. */
const selectChoices = prepare<Record<string, never>, OmoChoice>(sql`
  select m.id as "memberId", m.name as "memberName", b.id as "branchId", b.name as "branchName"
  from member m left join (
    select w.member_id, b.id, b.name from branch_member w join branch b on b.id = w.branch_id
    where b.archived_at is null) b on b.member_id = m.id
  where m.state <> 'disabled'
  order by b.name is null, b.name, b.id, m.name, m.id limit ${sql.raw(String(MOST))}`);

/** Whom the contact can be bound to. */
export const omoChoices = readVerb({
  name: "omo.choices",
  permission: "omo:bind",
  module: "omo",
  unmasked: "team",
  input: OmoChoices,
  async run(ctx): Promise<OmoChoice[]> {
    const { rows } = await read(ctx, [selectChoices({})]);
    return rows[0].map(({ memberId, memberName, branchId, branchName }) => ({
      memberId,
      memberName,
      branchId,
      branchName,
    }));
  },
});
