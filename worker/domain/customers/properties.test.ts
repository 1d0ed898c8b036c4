import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Database } from "../../db/database.ts";
import { recordBinding } from "../bindings/record.ts";
import { newId } from "../id.ts";
import { joinByEvidence } from "./by-evidence.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { rowsOf } from "../../test/work.ts";

/** What people and evidence do, to contacts by their number; `undo` is of the n-th join in force by then. */
type Step =
  | { do: "merge"; a: number; b: number }
  | { do: "undo"; join: number }
  | { do: "split"; a: number }
  | { do: "apart"; a: number; b: number }
  | { do: "login"; a: number; member: number }
  | { do: "erase"; a: number };

const PEOPLE = 5;
const person = fc.integer({ min: 0, max: PEOPLE - 1 });
const merge = fc.record({ do: fc.constant("merge" as const), a: person, b: person });
const undo = fc.record({ do: fc.constant("undo" as const), join: fc.nat(20) });
const split = fc.record({ do: fc.constant("split" as const), a: person });
const apart = fc.record({ do: fc.constant("apart" as const), a: person, b: person });
const login = fc.record({ do: fc.constant("login" as const), a: person, member: fc.nat(1) });

/** More with `ALONGSIDE_RUNS`; a failure names the seed it is replayed by. */
const RUNS = { numRuns: Number(process.env["ALONGSIDE_RUNS"] ?? 12), endOnFailure: true };

/** A workspace with some contacts, and what the steps do to it. */
async function open() {
  const shop = await createTestWorkspace();
  const contacts: string[] = [];
  for (let i = 0; i < PEOPLE; i++) contacts.push((await insertContact(shop.db, TEST_NOW + i)).contactId);
  const api = shop.client("supervisor").customers;
  const joins: string[] = [];
  const of = (a: number): string => contacts[a] ?? "";

  async function take(step: Step): Promise<void> {
    const operationId = newId(TEST_NOW);
    switch (step.do) {
      case "merge": {
        const [contactId, otherId] = [of(step.a), of(step.b)];
        const { seen, same } = await api.compare.query({ contactId, otherId });
        if (same) return;
        joins.push((await api.merge.mutate({ operationId, contactId, otherId, seen, reason: "x" })).recordId);
        return;
      }
      case "undo": {
        const made = await inForce(shop);
        const recordId = made[step.join % Math.max(made.length, 1)]?.["id"];
        if (typeof recordId === "string") await api.unmerge.mutate({ operationId, recordId, reason: "x" });
        return;
      }
      case "split": {
        const { seen } = await api.ties.query({ contactId: of(step.a) });
        if (seen.split(":")[1]?.includes(","))
          await api.split.mutate({ operationId, contactId: of(step.a), seen, reason: "x" });
        return;
      }
      case "apart": {
        const [contactId, otherId] = [of(step.a), of(step.b)];
        await api.tellApart.mutate({ operationId, contactId, otherId, apart: true }).catch(onlyStale);
        return;
      }
      case "login":
        await shop.db.write([
          "insert or replace into guard (id, actor_kind, session_live, right_held) values (1, 'system', 1, 1)",
          ...recordBinding(TEST_NOW, {
            contactId: of(step.a),
            kind: "social",
            state: "bound",
            how: "line_login",
            memberNo: `M${step.member}`,
            at: TEST_NOW,
            by: "customer",
          }),
        ]);
        return;
      case "erase":
        await shop.db.write([{ sql: "delete from contact where id = ?", args: [of(step.a)] }]);
    }
  }
  return { shop, take, contacts, joins, api };
}

function onlyStale(error: unknown): void {
  if (!(error instanceof Error) || error.message !== "STALE") throw error;
}

const customersOf = async (shop: TestWorkspace): Promise<Map<string, string>> =>
  new Map(
    (await rowsOf(shop, "select id, customer_id from contact order by seq")).map((row) => [
      String(row["id"]),
      String(row["customer_id"]),
    ]),
  );

/** The joins in force, as pairs, and nothing else of how they came about. */
const inForce = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    "select id, contact_id as a, with_contact_id as b from identity_record where action = 'join' and ended_by is null and with_contact_id is not null order by place, id",
  );

/** A naive model: whoever can be reached over pairs is one person. */
function reached(contacts: readonly string[], pairs: readonly (readonly [string, string])[]): string[] {
  return contacts.map((contact) => {
    const found = new Set([contact]);
    for (let before = 0; before !== found.size;) {
      before = found.size;
      for (const [a, b] of pairs) {
        if (found.has(a)) found.add(b);
        else if (found.has(b)) found.add(a);
      }
    }
    return [...found].sort().join();
  });
}

const groups = (contacts: readonly string[], customers: ReadonlyMap<string, string>): string[] =>
  contacts.map((one) =>
    contacts
      .filter((other) => customers.get(other) === customers.get(one))
      .sort()
      .join(),
  );

test(
  "customers are whoever the joins in force tie together; nobody is lost or doubled",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof({ weight: 5, arbitrary: merge }, undo, { weight: 3, arbitrary: split }, apart, login),
          { minLength: 4, maxLength: 14 },
        ),
        async (steps) => {
          const { shop, take, contacts } = await open();
          for (const step of steps) {
            await take(step);
            const customers = await customersOf(shop);
            expect([...customers.keys()]).toEqual(contacts);
            const pairs = (await inForce(shop)).map((row) => [String(row["a"]), String(row["b"])] as const);
            expect(groups(contacts, customers)).toEqual(reached(contacts, pairs));
          }
          expect(await rowsOf(shop, "pragma foreign_key_check")).toEqual([]);
        },
      ),
      RUNS,
    );
  },
  10_000 + RUNS.numRuns * 2_000,
);

test(
  "every merge undone, in whatever order, each has the customer it began with; any one of them alone is undone exactly",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(merge, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
        merge,
        async (merges, order, last) => {
          const { shop, take, joins, api } = await open();
          const first = await customersOf(shop);
          for (const step of merges) await take(step);
          const before = await customersOf(shop);
          const made = joins.length;
          await take(last);
          for (const recordId of joins.splice(made))
            await api.unmerge.mutate({ operationId: newId(TEST_NOW), recordId });
          expect(await customersOf(shop)).toEqual(before);
          const shuffled = joins
            .map((recordId, i) => ({ recordId, at: order[i] ?? 0 }))
            .sort((a, b) => a.at - b.at);
          for (const { recordId } of shuffled)
            await api.unmerge.mutate({ operationId: newId(TEST_NOW), recordId });
          expect(await customersOf(shop)).toEqual(first);
        },
      ),
      RUNS,
    );
  },
  10_000 + RUNS.numRuns * 2_000,
);

test(
  "whom a person parted no evidence joins again",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof({ weight: 3, arbitrary: login }, merge, { weight: 2, arbitrary: undo }, split, apart),
          {
            minLength: 4,
            maxLength: 16,
          },
        ),
        async (steps) => {
          const { shop, take, contacts } = await open();
          /** Pairs that a person parted, and that no person merged since. */
          const parted = new Set<string>();
          const joinedAgain: string[] = [];
          const pairsOf = async (together: boolean) => {
            const customers = await customersOf(shop);
            return contacts.flatMap((a) =>
              contacts
                .filter((b) => a < b && (customers.get(a) === customers.get(b)) === together)
                .map((b) => `${a} ${b}`),
            );
          };
          for (const step of steps) {
            const before = new Set(await pairsOf(true));
            await take(step);
            const now = await pairsOf(true);
            if (step.do === "merge") for (const pair of now) parted.delete(pair);
            if (step.do === "login") {
              for (const contactId of contacts) await again(shop.db, contactId);
              const joined = (await pairsOf(true)).filter((pair) => !before.has(pair));
              joinedAgain.push(...joined.filter((pair) => parted.has(pair)));
            }
            if (step.do === "undo" || step.do === "split")
              for (const pair of before) if (!now.includes(pair)) parted.add(pair);
          }
          expect(joinedAgain).toEqual([]);
        },
      ),
      RUNS,
    );
  },
  10_000 + RUNS.numRuns * 2_000,
);

const again = (db: Database, contactId: string) =>
  db.write([
    "insert or replace into guard (id, actor_kind, session_live, right_held) values (1, 'system', 1, 1)",
    ...joinByEvidence(TEST_NOW, contactId),
  ]);

test(
  "who is erased takes nobody along and loses nobody",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(merge, { minLength: 2, maxLength: 6 }),
        person,
        person,
        async (merges, gone, left) => {
          fc.pre(gone !== left);
          const { shop, take, contacts } = await open();
          for (const step of merges) await take(step);
          const before = await customersOf(shop);
          await take({ do: "erase", a: gone });
          const rest = contacts.filter((_, i) => i !== gone);
          before.delete(contacts[gone] ?? "");
          expect(await customersOf(shop)).toEqual(before);
          await take({ do: "split", a: left });
          const after = await customersOf(shop);
          const others = rest.filter((contact) => contact !== contacts[left]);
          expect(groups(others, after)).toEqual(groups(others, before));
          expect(rest.filter((contact) => after.get(contact) === after.get(contacts[left] ?? ""))).toEqual([
            contacts[left],
          ]);
        },
      ),
      RUNS,
    );
  },
  10_000 + RUNS.numRuns * 2_000,
);
