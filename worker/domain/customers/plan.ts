import { type SQL, sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { assigned, type Edge, type Node } from "./assign.ts";

const p = sql.placeholder;

/** A customer's contacts, oldest first, and the joins in force between them. */
export interface Tied {
  customerId: string;
  nodes: Node[];
  edges: Edge[];
}

const contactsOf = (customer: SQL): SQL => sql`
  select c.id, coalesce(c.home_customer_id, c.customer_id) as home, c.customer_id as "customerId" from contact c
  where c.customer_id = ${customer} order by c.seq`;

const edgesOf = (customer: SQL): SQL => sql`
  select r.id, r.contact_id as "from", r.with_contact_id as "into"
  from contact c join identity_record r on r.contact_id = c.id
    and r.action = 'join' and r.ended_by is null and r.with_contact_id is not null
  where c.customer_id = ${customer} order by r.place, r.id`;

const customerOfContact = sql`(select customer_id from contact where id = ${p("contactId")})`;
const selectNodes = prepare<{ contactId: string }, Node & { customerId: string }>(
  contactsOf(customerOfContact),
);
const selectEdges = prepare<{ contactId: string }, Edge>(edgesOf(customerOfContact));

/** Two statements of a read; `tiedOf` reads their rows. */
export const tiedTo = (contactId: string) =>
  [selectNodes({ contactId }), selectEdges({ contactId })] as const;

/** null when there is no such contact. */
export function tiedOf(nodes: (Node & { customerId: string })[], edges: Edge[]): Tied | null {
  const [first] = nodes;
  return first ? { customerId: first.customerId, nodes, edges } : null;
}

/** What a plan was made from still holds; else `version_fresh`. */
const requireTied = prepare<{ customerId: string; nodes: string; edges: string }>(sql`
  update guard set version_fresh = version_fresh
    and (select json_group_array(json_array(id, home)) from (${contactsOf(sql`${p("customerId")}`)})) = ${p("nodes")}
    and (select json_group_array(id) from (${edgesOf(sql`${p("customerId")}`)})) = ${p("edges")}`);

export const asPlanned = ({ customerId, nodes, edges }: Tied): Statement =>
  requireTied({
    customerId,
    nodes: JSON.stringify(nodes.map(({ id, home }) => [id, home])),
    edges: JSON.stringify(edges.map(({ id }) => id)),
  });

/** How a customer's contacts part: who goes and who stays, and what each then has. */
export interface Parting {
  /** The contact that is taken out, or that came by the join that is undone. */
  contactId: string;
  goes: { contacts: string[]; customerId: string };
  /** None when nothing parts: the two are one by another join too. */
  stays: { contacts: string[]; customerId: string };
  /** Joins that are in force no longer. */
  ended: string[];
  /** A join of the contact that is taken out, from now on of another one's: `of` says which it was. */
  kept: { id: string; of: string; from: string; into: string }[];
  /** The contact is taken out whole: no evidence it came with speaks for it any more. */
  out: boolean;
  /** A customer that a contact begins anew with, as it cannot go back to one it shared. */
  fresh: { contactId: string; customerId: string } | null;
}

/** What undoing a join does: everybody who is tied to the contact that came by it goes along. */
export function undoing(tied: Tied, edge: { id: string; contactId: string }): Parting {
  const { nodes } = tied;
  const { contactId } = edge;
  const edges = tied.edges.filter(({ id }) => id !== edge.id);
  const customers = assigned(nodes, edges);
  const goes = nodes.filter(({ id }) => customers.get(id) === customers.get(contactId));
  const anchor = tied.edges.find(({ id }) => id === edge.id)?.into;
  return {
    contactId,
    ...sides(nodes, goes, customers, anchor),
    ended: [edge.id],
    kept: [],
    out: false,
    fresh: null,
  };
}

/** What taking one contact out does: those it held together are held together by the first of them. */
export function takingOut(now: number, tied: Tied, contactId: string): Parting {
  const mine = tied.edges.filter(({ from, into }) => from === contactId || into === contactId);
  const others = tied.edges.filter((edge) => !mine.includes(edge));
  const home = tied.nodes.find(({ id }) => id === contactId)?.home;
  const mate = tied.nodes.find((node) => node.id !== contactId && node.home === home);
  const neighbours = mine.map(({ from, into }) => (from === contactId ? into : from));
  const holder = mate?.id ?? neighbours[0];
  const kept = mine.flatMap((edge, i) => {
    const neighbour = neighbours[i];
    if (holder === undefined || neighbour === undefined || neighbour === holder) return [];
    const ends =
      edge.from === contactId ? { from: holder, into: neighbour } : { from: neighbour, into: holder };
    return [{ id: newId(now), of: edge.id, ...ends }];
  });
  const fresh = mate ? { contactId, customerId: newId(now) } : null;
  const nodes = tied.nodes.map((node) =>
    fresh && node.id === contactId ? { ...node, home: fresh.customerId } : node,
  );
  const order = new Map(tied.edges.map(({ id }, i) => [id, i]));
  const edges = [
    ...others.map((edge) => ({ ...edge, at: order.get(edge.id) ?? 0 })),
    ...kept.map((edge) => ({ ...edge, at: order.get(edge.of) ?? 0 })),
  ].sort((a, b) => a.at - b.at);
  const goes = nodes.filter(({ id }) => id === contactId);
  return {
    contactId,
    ...sides(nodes, goes, assigned(nodes, edges), holder),
    ended: mine.map(({ id }) => id),
    kept,
    out: true,
    fresh,
  };
}

/**
 * Whoever does not go stays one customer, also where nothing ties them: what tied them was a contact that has
 * been erased.
 */
function sides(
  nodes: readonly Node[],
  goes: readonly Node[],
  customers: ReadonlyMap<string, string>,
  anchor: string | undefined,
): Pick<Parting, "goes" | "stays"> {
  const gone = new Set(goes.map(({ id }) => id));
  const stays = nodes.filter(({ id }) => !gone.has(id));
  const main = stays.find(({ id }) => id === anchor) ?? stays[0];
  const side = (group: readonly Node[], one: Node | undefined) => ({
    contacts: group.map(({ id }) => id),
    customerId: (one && customers.get(one.id)) ?? "",
  });
  return { goes: side(goes, goes[0]), stays: side(stays, main) };
}
