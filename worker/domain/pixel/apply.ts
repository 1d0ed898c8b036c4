import { sql } from "drizzle-orm";
import type { OrderLine } from "../../../shared/schemas/orders.ts";
import { type Database, DatabaseUnavailable, GuardRefusal } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { recordBinding } from "../bindings/record.ts";
import { closeCarts, upsertCarts } from "../orders/upsert-cart.ts";
import { selectRegion } from "../profile/from-channel.ts";
import { changeCart, emptyCart, type PixelCart, type PixelLine } from "./cart.ts";
import { OLDEST_CLAIM } from "./claim.ts";
import type { Facts } from "./facts.ts";
import { learnFromShop } from "./learn.ts";

const CHUNK = 100;
const SOURCE = "pixel";

const p = sql.placeholder;

interface Waiting {
  seq: number;
  visitor: string;
  kind: string;
  /** JSON. */
  data: string;
  at: number;
  memberNo: string | null;
  contactId: string | null;
  /** By our clock; `at` is what the visitor's says. */
  receivedAt: number;
  /** When the shop signed whose member number it is. */
  identifiedAt: number | null;
}

const selectWaiting = prepare<{ limit: number }, Waiting>(sql`
  select e.seq, e.visitor_id as visitor, e.kind, e.data, e.at, v.member_no as "memberNo", k.id as "contactId",
    e.received_at as "receivedAt", v.identified_at as "identifiedAt"
  from (select * from pixel_event where waiting = 1 order by seq limit ${p("limit")}) e
  left join visitor v on v.id = e.visitor_id left join contact k on k.id = v.contact_id and k.deleted_at is null
  order by e.seq`);

const selectCarts = prepare<
  { visitors: string },
  {
    externalId: string;
    memberNo: string | null;
    items: string;
    total: number;
    currency: string;
    url: string | null;
    sourceUpdatedAt: number;
    closedAt: number | null;
  }
>(sql`
  select k.external_id as "externalId", k.member_no as "memberNo", k.items, k.total, k.currency, k.url,
    k.source_updated_at as "sourceUpdatedAt", k.closed_at as "closedAt"
  from json_each(${p("visitors")}) j join cart k on k.source = 'pixel' and k.external_id = j.value`);

/** Contacts (ids in JSON) with a member number that did not come from the pixel. */
const held = sql`
  select c.id as "contactId", c.member_no as "memberNo" from json_each(${p("contacts")}) j join contact c on c.id = j.value
  where c.member_no is not null and (
    select source from contact_value where contact_id = c.id and field = 'member_no' order by at desc, id desc limit 1)
    is not 'pixel' order by c.id`;

const selectHeld = prepare<{ contacts: string }, { contactId: string; memberNo: string }>(held);

/** None of the events was worked out meanwhile, and nobody got a member number from elsewhere. */
const guardPlan = prepare<{ seqs: string; contacts: string; held: string }>(sql`
  insert or replace into guard (id, actor_kind, session_live, right_held, condition_met)
  select 1, 'system', 1, 1,
    not exists (select 1 from json_each(${p("seqs")}) j join pixel_event e on e.seq = j.value where e.waiting <> 1)
    and ${p("held")} = (select json_group_array(json_array("contactId", "memberNo")) from (${held}))`);

/** Who somebody said to be stands on their contact now, and nowhere else. */
const finish = prepare<{ seqs: string }>(sql`
  update pixel_event set waiting = 0, data = case when kind in ('identify', 'chat') then '{}' else data end
  where seq in (select value from json_each(${p("seqs")}))`);

const setLastCheckout = prepare<{
  contactId: string | null;
  memberNo: string | null;
  at: number;
  now: number;
}>(sql`
  update contact set last_checkout_at = ${p("at")}, version = version + 1, updated_at = ${p("now")}
  where seq in (
    select seq from contact where id = ${p("contactId")} union
    select seq from (select seq from contact where member_no = ${p("memberNo")} limit 100))
  and deleted_at is null and coalesce(last_checkout_at, 0) < ${p("at")}`);

/**
 * Gives what shop pages told its effect, oldest first, one chunk: whose member number a contact has, their
 * cart, their last checkout. Doing it twice has the effect of doing it once. An event that cannot be worked out
 * is left aside; the others go on.
 *
 * @param report told of the error of what was left aside
 * @returns whether more is waiting
 */
export async function applyPixelEvents(
  db: Database,
  now: number,
  report: (error: unknown) => void,
): Promise<boolean> {
  const waiting = selectWaiting({ limit: CHUNK });
  const [result] = await db.read([waiting]);
  const rows = result ? waiting.decode(result) : [];
  try {
    if (rows.length > 0) await apply(db, now, rows);
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error;
    for (const row of rows) await applyOrLeave(db, now, row, report);
  }
  return rows.length > 0;
}

async function applyOrLeave(
  db: Database,
  now: number,
  row: Waiting,
  report: (error: unknown) => void,
): Promise<void> {
  try {
    await apply(db, now, [row]);
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error;
    report(error);
    await db.write([finish({ seqs: JSON.stringify([row.seq]) })]);
  }
}

async function apply(db: Database, now: number, rows: readonly Waiting[]): Promise<void> {
  const contacts = JSON.stringify(distinct(rows.flatMap(({ contactId }) => contactId ?? [])));
  const visitors = JSON.stringify(distinct(rows.map(({ visitor }) => visitor)));
  const [selectedCarts, selectedHeld, selectedRegion] = [
    selectCarts({ visitors }),
    selectHeld({ contacts }),
    selectRegion({}),
  ];
  const [carts, held, region] = await db.read([selectedCarts, selectedHeld, selectedRegion]);
  const holders = (held ? selectedHeld.decode(held) : []).map(({ contactId, memberNo }): [string, string] => [
    contactId,
    memberNo,
  ]);
  const plan = planOf(rows, {
    now,
    region: (region && selectedRegion.decode(region)[0]?.region) ?? null,
    carts: new Map((carts ? selectedCarts.decode(carts) : []).map((row) => [row.externalId, cartOf(row)])),
    held: new Map(holders),
  });
  const seqs = JSON.stringify(rows.map(({ seq }) => seq));
  try {
    await db.write([guardPlan({ seqs, contacts, held: JSON.stringify(holders) }), ...plan, finish({ seqs })]);
  } catch (error) {
    // Somebody else was at the same: what waits then is planned anew.
    if (!(error instanceof GuardRefusal)) throw error;
  }
}

interface Known {
  now: number;
  /** JSON of the setting. */
  region: string | null;
  carts: Map<string, PixelCart>;
  /** Contact → member number that is not the pixel's to change. */
  held: Map<string, string>;
}

function planOf(rows: readonly Waiting[], { now, region, carts, held }: Known): Statement[] {
  const statements: Statement[] = [];
  const changed = new Set<string>();
  for (const row of rows) {
    const { visitor, kind, data, at, memberNo, contactId } = row;
    const facts = JSON.parse(data) as Facts;
    const cart = carts.get(visitor) ?? emptyCart(visitor, memberNo);
    if (kind === "identify" || kind === "chat") {
      const who = kind === "identify" ? String(facts["memberNo"]) : freshMember(row);
      if (contactId !== null && who !== null) {
        statements.push(...bind(now, contactId, who, at, held));
        statements.push(...learnFromShop(now, contactId, facts, at, region));
      }
    } else if (kind === "purchase") {
      const closedAt = Math.max(at, cart.sourceUpdatedAt);
      carts.set(visitor, { ...emptyCart(visitor, memberNo), sourceUpdatedAt: closedAt });
      statements.push(...closeCarts(now, SOURCE, [{ externalId: visitor, at: closedAt }]));
      statements.push(setLastCheckout({ contactId, memberNo, at, now }));
      changed.delete(visitor);
      continue;
    } else {
      carts.set(visitor, changeCart(cart, kind, facts, at));
    }
    const next = carts.get(visitor);
    if (next && (next.memberNo !== memberNo || kind !== "identify")) {
      carts.set(visitor, { ...next, memberNo });
      changed.add(visitor);
    }
  }
  const open = [...changed].flatMap((visitor) => carts.get(visitor) ?? []);
  return [...statements, ...upsertCarts(now, SOURCE, open)];
}

/** A browser that was somebody's an hour ago may be another's by now, and nobody logged out. */
const freshMember = ({ memberNo, identifiedAt, receivedAt }: Waiting): string | null =>
  identifiedAt !== null && receivedAt - identifiedAt <= OLDEST_CLAIM ? memberNo : null;

/**
 * The shop says that this contact is that member. A number that another verified source gave is another
 * person's word against it: it stays, and the pixel's is left out.
 */
function bind(
  now: number,
  contactId: string,
  memberNo: string,
  at: number,
  held: Map<string, string>,
): Statement[] {
  const before = held.get(contactId);
  if (before !== undefined && before !== memberNo) return [];
  return recordBinding(now, {
    contactId,
    kind: "social",
    state: "bound",
    how: "pixel",
    memberNo,
    at,
    by: "customer",
  });
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

function cartOf({
  closedAt,
  items,
  ...cart
}: Omit<PixelCart, "items"> & { items: string; closedAt: number | null }): PixelCart {
  if (closedAt !== null)
    return { ...emptyCart(cart.externalId, cart.memberNo), sourceUpdatedAt: cart.sourceUpdatedAt };
  return {
    ...cart,
    items: (JSON.parse(items) as (OrderLine & { id?: string })[]).filter(
      (line): line is PixelLine => line.id !== undefined,
    ),
  };
}
