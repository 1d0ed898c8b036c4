import { sql } from "drizzle-orm";
import { type MemberItem, MemberList } from "../../../shared/schemas/members.ts";
import type { Page } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { memberItem } from "./item.ts";

const PAGE = 200;

const selectPage = prepare<{ cursor: string }, { item: string }>(sql`
  select ${memberItem} as item from member m where m.email > ${sql.placeholder("cursor")}
  order by m.email limit ${sql.raw(String(PAGE + 1))}`);

/** Members by email, 200 a page. */
export const listMembers = readVerb({
  name: "members.list",
  permission: "workspace:manage",
  unmasked: "team",
  input: MemberList,
  async run(ctx, { cursor }): Promise<Page<MemberItem>> {
    const { rows } = await read(ctx, [selectPage({ cursor: cursor ?? "" })]);
    const items = rows[0].slice(0, PAGE).map((row) => JSON.parse(row.item) as MemberItem);
    const next = rows[0].length > PAGE ? (items.at(-1)?.email ?? null) : null;
    return { items, next };
  },
});
