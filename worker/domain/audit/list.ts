import { type SQL, sql } from "drizzle-orm";
import { type AuditItem, AuditList, type AuditPage } from "../../../shared/schemas/audit.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const PER_PAGE = 50;
/** A page looks through no more rows than this, however rare what it looks for. */
const LOOKED_THROUGH = 2000;
/** Rows are in the order they were stored; their times may be off by what was under way at once. */
const OUT_OF_ORDER = 200;

const p = sql.placeholder;

type Values = AuditList & Record<string, unknown>;

interface Row extends Omit<AuditItem, "detail" | "sealed"> {
  detail: string;
  sealed: number;
}

/** The narrowest index leads. */
const reached = (leads: SQL): SQL => sql`
  select * from audit where ${leads} and seq < coalesce(${p("cursor")}, 9e15)
    and (${p("to")} is null or seq <= ${OUT_OF_ORDER} + coalesce(
      (select max(seq) from (select seq from audit where at < ${p("to")} order by at desc limit 1)), 0))
    and (${p("from")} is null or seq >= coalesce(
      (select seq from audit where at >= ${p("from")} order by at limit 1), 9e15) - ${OUT_OF_ORDER})
  order by seq desc limit ${sql.raw(String(LOOKED_THROUGH))}`;

const statementsFor = (leads: SQL) => ({
  rows: prepare<Values, Row>(sql`
    select a.seq, a.at, a.actor_kind as "actorKind", a.actor_id as "actorId", coalesce(m.name, k.name) as "actorName", a.verb, a.target, a.detail, a.outcome,
      a.hash is not null as sealed
    from (${reached(leads)}) a left join member m on m.id = a.actor_id
    left join api_key k on k.id = a.actor_id
    where (${p("actorId")} is null or a.actor_id = ${p("actorId")})
      and (${p("verb")} is null or a.verb = ${p("verb")})
      and (${p("outcome")} is null or a.outcome = ${p("outcome")})
      and a.at >= coalesce(${p("from")}, 0) and a.at < coalesce(${p("to")}, 9e15)
    order by a.seq desc limit ${sql.raw(String(PER_PAGE + 1))}`),
  extent: prepare<Values, { last: number | null; count: number }>(sql`
    select min(seq) as last, count(*) as count from (${reached(leads)})`),
});

const BY_ACTOR = statementsFor(sql`actor_id = ${p("actorId")}`);
const BY_VERB = statementsFor(sql`verb = ${p("verb")}`);
const BY_TIME = statementsFor(sql`true`);

/** What was done and what was refused, newest first. */
export const listAudit = readVerb({
  name: "audit.list",
  permission: "audit:read",
  input: AuditList,
  async run(ctx, input): Promise<AuditPage> {
    const leads = input.actorId ? BY_ACTOR : input.verb ? BY_VERB : BY_TIME;
    const values: Values = { ...input };
    const { rows } = await read(ctx, [leads.rows(values), leads.extent(values)]);
    const [found, [extent]] = rows;
    const items = found.slice(0, PER_PAGE).map(itemOf);
    if (found.length > PER_PAGE) return { items, next: items.at(-1)?.seq ?? null };
    const goesOn = Number(extent?.count) === LOOKED_THROUGH;
    return { items, next: goesOn ? Number(extent?.last) : null };
  },
});

const itemOf = ({ seq, at, detail, sealed, ...row }: Row): AuditItem => ({
  ...row,
  seq: Number(seq),
  at: Number(at),
  detail: JSON.parse(detail) as Record<string, unknown>,
  sealed: sealed === 1,
});
