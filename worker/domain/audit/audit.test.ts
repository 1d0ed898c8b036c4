import { expect, test } from "vitest";
import { forEachEngine } from "../../test/engines.ts";
import { rowsOf } from "../../test/work.ts";
import { failureOfCall, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { newId } from "../id.ts";
import { type Anchor, sealAudit } from "./seal.ts";
import { verifyAudit } from "./verify.ts";

const operationId = () => newId(TEST_NOW);

async function* remembered(...anchors: Anchor[]): AsyncGenerator<Anchor> {
  yield* anchors;
}

/** Rows as writes leave them, not yet chained. */
async function happen(shop: TestWorkspace, count: number): Promise<void> {
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  for (let i = 0; i < count; i++) {
    await shop
      .client("agent")
      .notes.create.mutate({ operationId: operationId(), contactId, text: `Note ${i}` });
  }
}

async function seal(shop: TestWorkspace): Promise<Anchor> {
  let sealed = await sealAudit(shop.db, () => shop.clock.now);
  while (sealed.more) sealed = await sealAudit(shop.db, () => shop.clock.now);
  if (!sealed.newest) throw new Error("something is sealed");
  return { ...sealed.newest, at: TEST_NOW };
}

forEachEngine("audit", (createWorkspace) => {
  test("a refused member is in the audit once a minute, however often they try; nobody else is", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const tryIt = () =>
      failureOfCall(
        shop.client("marketing").contacts.reveal.mutate({
          operationId: operationId(),
          contactId,
          fields: ["phone"],
          reason: "Why not",
        }),
      );
    for (let i = 0; i < 5; i++) expect(await tryIt()).toMatchObject({ code: "FORBIDDEN" });
    expect(await failureOfCall(shop.client("marketing").settings.get.query({}))).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await failureOfCall(shop.client(null).settings.get.query({}))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
    shop.clock.now += 60_001;
    await tryIt();
    const marketing = shop.memberId("marketing");
    const refused = { actor_id: marketing, outcome: "refused", detail: '{"code":"FORBIDDEN"}' };
    expect(
      await rowsOf(shop, "select actor_id, verb, target, outcome, detail from audit order by seq"),
    ).toEqual([
      { ...refused, verb: "contacts.reveal", target: contactId },
      { ...refused, verb: "settings.get", target: null },
      { ...refused, verb: "contacts.reveal", target: contactId },
    ]);
  });

  test("many sealers at once make one chain, and each row is sealed once", async () => {
    const shop = await createWorkspace();
    await happen(shop, 12);
    await Promise.all(Array.from({ length: 6 }, () => sealAudit(shop.db, () => shop.clock.now)));
    const anchor = await seal(shop);
    expect(await verifyAudit(shop.db, remembered(anchor))).toEqual({
      rows: 12,
      sealedUpTo: 12,
      anchoredUpTo: 12,
      fault: null,
    });
    await happen(shop, 3);
    const next = await seal(shop);
    expect(next.seq).toBe(15);
    expect(await verifyAudit(shop.db, remembered(anchor, next))).toMatchObject({ rows: 15, fault: null });
  });

  test("a sealer that was too slow changes nothing once another has the lease", async () => {
    const shop = await createWorkspace();
    await happen(shop, 2);
    await shop.db.write([
      {
        sql: "insert into audit_seal (id, leased_until, holder) values (1, ?, 'other')",
        args: [TEST_NOW + 10],
      },
    ]);
    expect(await sealAudit(shop.db, () => TEST_NOW)).toEqual({ newest: null, more: false });
    expect(await sealAudit(shop.db, () => TEST_NOW + 11)).toMatchObject({ newest: { seq: 2 } });
  });

  const TAMPERINGS: [name: string, sql: string[], fault: { seq: number; kind: string }][] = [
    [
      "an edit",
      ["update audit set detail = '{}', verb = 'notes.edit' where seq = 4"],
      { seq: 4, kind: "changed" },
    ],
    ["another author", ["update audit set actor_id = 'x' where seq = 1"], { seq: 1, kind: "changed" }],
    ["a removal", ["delete from audit where seq = 4"], { seq: 4, kind: "missing" }],
    [
      "a removal that moves the others up",
      ["delete from audit where seq = 4", "update audit set seq = seq - 1 where seq > 4"],
      { seq: 4, kind: "unlinked" },
    ],
    [
      "two rows in another order",
      [
        "update audit set seq = 99 where seq = 4",
        "update audit set seq = 4 where seq = 5",
        "update audit set seq = 5 where seq = 99",
      ],
      { seq: 4, kind: "unlinked" },
    ],
    ["a seal taken off", ["update audit set hash = null where seq = 3"], { seq: 3, kind: "unsealed" }],
    ["a tail cut off", ["delete from audit where seq > 5"], { seq: 6, kind: "cut" }],
    ["everything gone", ["delete from audit"], { seq: 1, kind: "cut" }],
    [
      "seals of the tail taken off",
      ["update audit set hash = null, previous_hash = null where seq > 4"],
      { seq: 8, kind: "unsealed" },
    ],
  ];
  test.each(TAMPERINGS)("%s is found", async (_name, sql, fault) => {
    const shop = await createWorkspace();
    await happen(shop, 8);
    const anchor = await seal(shop);
    await shop.db.write(sql);
    expect((await verifyAudit(shop.db, remembered(anchor))).fault).toEqual(fault);
  });

  test("a chain made anew after an edit is found by what is remembered outside", async () => {
    const shop = await createWorkspace();
    await happen(shop, 4);
    const anchor = await seal(shop);
    await shop.db.write([
      "update audit set verb = 'notes.delete' where seq = 2",
      "update audit set hash = null, previous_hash = null",
    ]);
    await seal(shop);
    expect((await verifyAudit(shop.db, remembered())).fault).toBeNull();
    expect((await verifyAudit(shop.db, remembered(anchor))).fault).toEqual({ seq: 4, kind: "rewritten" });
  });

  test("the list is newest first, pages without loss, and narrows by member, verb, outcome and time", async () => {
    const shop = await createWorkspace();
    await happen(shop, 60);
    shop.clock.now += 10_000;
    await failureOfCall(shop.client("sales").audit.list.query({}));
    const { audit } = shop.client("supervisor");
    const first = await audit.list.query({});
    expect(first.items[0]).toMatchObject({
      seq: 61,
      actorName: "The sales",
      verb: "audit.list",
      outcome: "refused",
      detail: { code: "FORBIDDEN" },
      sealed: false,
    });
    const second = await audit.list.query({ cursor: first.next });
    expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 61 }, (_, i) => 61 - i),
    );
    expect(second.next).toBeNull();
    const sizes = async (filter: Parameters<typeof audit.list.query>[0]) =>
      (await audit.list.query(filter)).items.length;
    expect(await sizes({ actorId: shop.memberId("sales") })).toBe(1);
    expect(await sizes({ verb: "audit.list" })).toBe(1);
    expect(await sizes({ outcome: "refused" })).toBe(1);
    expect(await sizes({ actorId: shop.memberId("sales"), outcome: "done" })).toBe(0);
    expect(await sizes({ from: TEST_NOW + 10_000 })).toBe(1);
    expect(await sizes({ from: TEST_NOW + 10_001 })).toBe(0);
    expect(await sizes({ to: TEST_NOW + 10_000 })).toBe(50);
    expect(await sizes({ to: TEST_NOW })).toBe(0);
  });

  test("the console is told how far the chain is intact", async () => {
    const shop = await createWorkspace();
    const { audit } = shop.client("admin");
    expect(await audit.check.query({})).toEqual({
      sealedUpTo: null,
      sealedAt: null,
      checkedFrom: 0,
      fault: null,
    });
    await happen(shop, 5);
    await seal(shop);
    const intact = { sealedUpTo: 5, sealedAt: TEST_NOW, checkedFrom: 1, fault: null };
    expect(await audit.check.query({})).toEqual(intact);
    await shop.db.write(["update audit set at = at + 1 where seq = 3"]);
    expect(await audit.check.query({})).toMatchObject({ fault: { seq: 3, kind: "changed" } });
  });
});
