import type { InStatement } from "@libsql/client";
import type { ChannelKind } from "../../shared/channels.ts";
import { type Role, ROLES } from "../../shared/permissions.ts";
import type { Database } from "../db/database.ts";
import { indexContactName } from "../domain/contacts/name-index.ts";
import type { Sealer } from "../sealer.ts";
import { inShopHours } from "./dialogue/talk.ts";
import { addBlocks } from "./history/blocks.ts";
import { addContact } from "./history/contact.ts";
import { addExports } from "./history/exports.ts";
import { addFacts } from "./history/facts.ts";
import { addMembership } from "./history/membership.ts";
import { Ledger } from "./history/ledger.ts";
import { addOrders } from "./history/orders.ts";
import { addWebsite } from "./history/website.ts";
import { PEOPLE, type Person, type Thread } from "./people.ts";
import { Random } from "./random.ts";
import { inBatches, insertRows, type Row } from "./rows.ts";
import { ACCOUNTS, LINE_DEMO } from "./shop.ts";
import { channelRows, lineConnectionRow, memberRows, settingRows } from "./workspace.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;

export interface DemoOptions {
  /** The newest message is two minutes older; UTC ms. */
  now: number;
  sealer: Sealer;
  /** With which the member of each role signs in. */
  passwords: Record<Role, string>;
}

/**
 * Fills an empty workspace with a shop: members, channels, people, what they said and what the team
 * made of it. The same for the same `now`, but for secrets. Where the demo inbox is stands apart, in
 * `pointDemoAt`, as its port may differ from start to start.
 */
export async function seedDemo(db: Database, options: DemoOptions): Promise<void> {
  const { now, sealer, passwords } = options;
  const random = new Random(20_261_120);
  const opened = now - 420 * DAY;
  const memberIds = Object.fromEntries(ROLES.map((role) => [role, random.id(opened)])) as Record<
    Role,
    string
  >;
  const channelIds = Object.fromEntries(
    Object.keys(ACCOUNTS).map((kind) => [kind, random.id(opened)]),
  ) as Record<ChannelKind, string>;
  const ledger = new Ledger(random, memberIds);
  for (const [i, person] of PEOPLE.entries()) addPerson(ledger, channelIds, person, i, now);
  const kindOf = new Map((Object.keys(ACCOUNTS) as ChannelKind[]).map((kind) => [channelIds[kind], kind]));
  addExports(ledger, now);
  addBlocks(ledger);
  const facts = addFacts(ledger, kindOf, now);
  const website = addWebsite(ledger, facts.bindings, kindOf, now);
  // Knows all member numbers.
  const shopping = addOrders(ledger, now);
  const membership = addMembership(ledger, kindOf, now);
  const statements = [
    ...insertRows("setting", settingRows(opened)),
    ...insertRows("member", await memberRows(memberIds, passwords, opened)),
    ...insertRows("channel", channelRows(channelIds, opened)),
    ...insertRows("connection", [await lineConnectionRow(sealer, opened)]),
    ...insertRows("channel_route", [
      {
        connection_id: LINE_DEMO.connectionId,
        account_key: LINE_DEMO.destination,
        channel_id: channelIds.line,
      },
    ]),
    ...ledgerStatements(ledger),
    ...insertRows("attribute_definition", facts.definitions),
    ...insertRows("attribute_value", facts.values),
    ...insertRows("binding", facts.bindings),
    ...insertRows("shop_order", shopping.orders),
    ...insertRows("cart", shopping.carts),
    ...insertRows("visitor", website.visitors),
    ...insertRows("website_presence", website.presences),
    ...insertRows("branch", membership.branches),
    ...insertRows("branch_member", membership.staff),
    ...insertRows("omo_binding", membership.bindings),
    ...insertRows("shop_member", membership.members),
  ];
  for (const batch of inBatches(statements)) await db.write(batch);
}

function addPerson(
  ledger: Ledger,
  channelIds: Record<ChannelKind, string>,
  person: Person,
  rank: number,
  now: number,
): void {
  const { random } = ledger;
  // The first few wrote within the hour, the last ones weeks ago.
  const quiet = Math.round(2 + rank ** 1.9 * 9 + random.between(0, rank * 3)) * MINUTE;
  const joined: { contactId: string; customerId: string; at: number }[] = [];
  for (const [i, thread] of person.threads.entries()) {
    const wrote = now - quiet - i * random.between(3, 30) * DAY;
    const end = Math.round(now - wrote > DAY ? inShopHours(wrote - DAY, random) : wrote);
    const span = random.between(1, 4) + Math.min(380, thread.size * 3) * random.next();
    const start = Math.round(end - span * DAY);
    const customerId = random.id(start);
    ledger.customers.push({ id: customerId, created_at: start });
    const contactId = addContact(
      ledger,
      {
        person,
        thread,
        channelId: channelIds[thread.kind],
        customerId: joined[0]?.customerId ?? customerId,
        homeCustomerId: customerId,
        externalId: externalId(thread, person, ledger),
        start,
        end,
        waiting: i === 0 && rank < 12 && rank % 2 === 0,
        first: i === 0,
      },
      now,
    );
    joined.push({ contactId, customerId, at: end });
  }
  const [first, ...others] = joined;
  if (!first) return;
  for (const { contactId, customerId, at } of others) {
    ledger.identities.push({
      id: random.id(at),
      action: "join",
      contact_id: contactId,
      customer_id: first.customerId,
      previous_customer_id: customerId,
      with_contact_id: first.contactId,
      evidence: JSON.stringify({ kind: "hand" }),
      reason: person.phone ? "本人告知手機相同" : "本人告知信箱相同",
      place: ledger.identities.length + 1,
      author_id: ledger.memberIds.cs_manager,
      at: at + 5 * MINUTE,
    });
    ledger.event(at + 5 * MINUTE, contactId, "contact.joined", { kind: "member", role: "cs_manager" });
  }
}

function ledgerStatements(ledger: Ledger): InStatement[] {
  const lastEvent = new Map<string, { count: number; at: number }>();
  for (const { contact_id: id, at } of ledger.events) {
    const known = lastEvent.get(String(id));
    lastEvent.set(String(id), { count: (known?.count ?? 0) + 1, at: Math.max(known?.at ?? 0, Number(at)) });
  }
  const byTime = (a: Row, b: Row): number => Number(a["at"]) - Number(b["at"]);
  const contacts = ledger.contacts.map((row) => {
    const { count, at } = lastEvent.get(String(row["id"])) ?? { count: 0, at: Number(row["created_at"]) };
    return { ...row, updated_at: at, version: 1 + count };
  });
  return [
    ...insertRows("customer", ledger.customers),
    ...insertRows("contact", contacts),
    ...ledger.contacts.flatMap(({ id, name }) =>
      indexContactName({ contactId: String(id), name: typeof name === "string" ? name : null }),
    ),
    ...insertRows("contact_value", ledger.values),
    ...insertRows("identity_record", ledger.identities),
    ...insertRows("conversation", ledger.conversations),
    ...insertRows("message", ledger.messages.sort(byTime)),
    ...insertRows("unsent_message", ledger.unsent),
    ...insertRows("message_reaction", ledger.reactions),
    ...insertRows("tag", ledger.tags),
    ...insertRows("tagging", ledger.taggings),
    ...insertRows("contact_tag", ledger.contactTags),
    ...insertRows("note", ledger.notes),
    ...insertRows("event", ledger.events.sort(byTime)),
  ];
}

/** A person's id as that channel makes them. */
function externalId({ kind }: Thread, { phone }: Person, { random }: Ledger): string {
  switch (kind) {
    case "line":
      return `U${random.hex(32)}`;
    case "messenger":
      return `7${random.digits(15)}`;
    case "instagram":
      return `17${random.digits(14)}`;
    case "whatsapp":
      return (phone ?? "").replace("+", "");
    case "website":
      return `visitor-${random.hex(16)}`;
  }
}
