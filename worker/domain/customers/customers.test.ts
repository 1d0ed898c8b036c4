import { expect, test } from "vitest";
import type { Role } from "../../../shared/permissions.ts";
import { forEachEngine } from "../../test/engines.ts";
import { rowsOf } from "../../test/work.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../../test/workspace.ts";
import { newId } from "../id.ts";
import { applyParting } from "./part.ts";
import { tiedOf, tiedTo, undoing } from "./plan.ts";

const HOSTILE = `<script>alert(1)</script>\u202Eevil\u202C 👩‍👩‍👧 "'; drop table contact; --`;

const op = () => newId(TEST_NOW);
const api = (shop: TestWorkspace, role: Role = "supervisor") => shop.client(role).customers;

async function merge(shop: TestWorkspace, contactId: string, otherId: string, reason = "They said so") {
  const { seen } = await api(shop).compare.query({ contactId, otherId });
  return api(shop).merge.mutate({ operationId: op(), contactId, otherId, seen, reason });
}

async function split(shop: TestWorkspace, contactId: string) {
  const { seen } = await api(shop).ties.query({ contactId });
  return api(shop).split.mutate({ operationId: op(), contactId, seen, reason: "Somebody else" });
}

const unmerge = (shop: TestWorkspace, recordId: string, reason = "A mistake") =>
  api(shop).unmerge.mutate({ operationId: op(), recordId, reason });

/** Every row of the workspace that merging must not touch. */
const kept = (shop: TestWorkspace) =>
  rowsOf(
    shop,
    `select 'note' as t, id, contact_id as c, text as v from note
     union all select 'value', id, contact_id, value from contact_value
     union all select 'tag', tag_id, contact_id, count from contact_tag
     union all select 'contact', id, external_id, name || coalesce(member_no, '') from contact order by 1, 2, 3`,
  );

const customers = async (shop: TestWorkspace) =>
  Object.fromEntries(
    (await rowsOf(shop, "select id, customer_id from contact order by seq")).map(({ id, customer_id }) => [
      String(id),
      String(customer_id),
    ]),
  );

async function people(shop: TestWorkspace, n: number) {
  const ids: string[] = [];
  for (let i = 0; i < n; i++) {
    const { contactId } = await insertContact(shop.db, TEST_NOW + i, {
      kind: i % 2 ? "messenger" : "line",
      name: `${HOSTILE} ${i}`,
    });
    ids.push(contactId);
  }
  return ids as [string, string, string, string];
}

forEachEngine("customers", (createWorkspace) => {
  test("merging moves contacts and nothing else; undoing gives back what each had, later data too", async () => {
    const shop = await createWorkspace();
    const [a, b] = await people(shop, 2);
    await shop.client("agent").notes.create.mutate({ operationId: op(), contactId: b, text: HOSTILE });
    const before = await customers(shop);
    const data = await kept(shop);
    const { recordId, customerId } = await merge(shop, a, b, HOSTILE);
    expect(customerId).toBe(before[a]);
    expect(await customers(shop)).toEqual({ [a]: before[a], [b]: before[a] });
    expect(await kept(shop)).toEqual(data);
    await shop.client("agent").notes.create.mutate({ operationId: op(), contactId: b, text: "later" });
    await shop.client("agent").tags.applyTag.mutate({
      operationId: op(),
      contactId: a,
      name: "VIP",
      confirmed: false,
    });
    const later = await kept(shop);
    await unmerge(shop, recordId);
    expect(await customers(shop)).toEqual(before);
    expect(await kept(shop)).toEqual(later);
    const records = await rowsOf(
      shop,
      "select action, contact_id, with_contact_id, evidence, reason, author_id, ended_by is not null as ended from identity_record order by place",
    );
    const author = shop.memberId("supervisor");
    expect(records).toEqual([
      {
        action: "join",
        contact_id: b,
        with_contact_id: a,
        evidence: '{"kind":"hand"}',
        reason: HOSTILE,
        author_id: author,
        ended: 1,
      },
      {
        action: "leave",
        contact_id: b,
        with_contact_id: null,
        evidence: JSON.stringify({ kind: "parted", records: [recordId] }),
        reason: "A mistake",
        author_id: author,
        ended: 0,
      },
    ]);
    const events = await rowsOf(
      shop,
      "select contact_id, kind, actor_name from event where kind like 'contact.%' order by at, id",
    );
    expect(events).toHaveLength(4);
    expect(new Set(events.map(({ kind, actor_name }) => `${String(kind)} ${String(actor_name)}`))).toEqual(
      new Set(["contact.joined The supervisor", "contact.parted The supervisor"]),
    );
    // Why is said in the record, which goes with whom it is about; the audit outlasts them.
    const audit = await rowsOf(
      shop,
      "select verb, target, detail from audit where verb like 'customers.%' order by seq",
    );
    expect(audit.map((row) => ({ ...row, detail: JSON.parse(String(row["detail"])) as unknown }))).toEqual([
      { verb: "customers.merge", target: a, detail: { otherId: b, recordId } },
      { verb: "customers.unmerge", target: b, detail: { recordId } },
    ]);
  });

  test("an older join undone after a newer one: the rest stays as if it never had been", async () => {
    const shop = await createWorkspace();
    const [a, b, c, d] = await people(shop, 4);
    const before = await customers(shop);
    const first = await merge(shop, a, b);
    const second = await merge(shop, c, a);
    const third = await merge(shop, b, d);
    expect(new Set(Object.values(await customers(shop)))).toEqual(new Set([before[c]]));
    // b came to a; d came to b, and so goes with it.
    await unmerge(shop, first.recordId);
    expect(await customers(shop)).toEqual({
      [a]: before[c],
      [b]: before[b],
      [c]: before[c],
      [d]: before[b],
    });
    await unmerge(shop, second.recordId);
    await unmerge(shop, third.recordId);
    expect(await customers(shop)).toEqual(before);
    expect((await failureOfCall(unmerge(shop, third.recordId))).code).toBe("STALE");
  });

  test("one of many is taken out, and those it held together stay together", async () => {
    const shop = await createWorkspace();
    const [a, b, c, d] = await people(shop, 4);
    const before = await customers(shop);
    await merge(shop, a, b);
    const { recordId } = await merge(shop, a, c);
    await merge(shop, a, d);
    await split(shop, a);
    const after = await customers(shop);
    expect(after[a]).toBe(before[a]);
    expect(new Set([after[b], after[c], after[d]]).size).toBe(1);
    expect(after[b]).not.toBe(after[a]);
    // The join that tied c to a ties it to b now; the old record is over.
    expect((await failureOfCall(unmerge(shop, recordId))).code).toBe("STALE");
    const ties = await api(shop).ties.query({ contactId: c });
    expect(ties.joins).toMatchObject([{ kind: "hand", goes: [c] }]);
    await unmerge(shop, ties.joins[0]?.recordId ?? "");
    expect((await customers(shop))[c]).toBe(before[c]);
  });

  test("two who began as one customer can be parted, and are then no more one", async () => {
    const shop = await createWorkspace();
    const [a, b, c] = await people(shop, 3);
    await shop.db.write([
      {
        sql: "update contact set customer_id = (select customer_id from contact where id = ?) where id = ?",
        args: [a, b],
      },
    ]);
    const home = (await customers(shop))[a];
    await merge(shop, c, a);
    const { customerId } = await split(shop, b);
    const after = await customers(shop);
    expect(after[b]).toBe(customerId);
    expect([home, after[c]]).not.toContain(customerId);
    expect(after[a]).toBe(after[c]);
    const { joins } = await api(shop).ties.query({ contactId: a });
    await unmerge(shop, joins[0]?.recordId ?? "");
    expect(await customers(shop)).toMatchObject({ [a]: home, [b]: customerId });
  });

  test("what changed since it was seen, what is one already, nobody and too many are refused", async () => {
    const shop = await createWorkspace();
    const [a, b, c] = await people(shop, 3);
    const { seen } = await api(shop).compare.query({ contactId: a, otherId: b });
    const { recordId } = await merge(shop, b, c);
    const call = (change: object) =>
      failureOfCall(
        api(shop).merge.mutate({ operationId: op(), contactId: a, otherId: b, seen, reason: "x", ...change }),
      );
    expect((await call({})).code).toBe("STALE");
    expect((await call({ reason: " " })).field).toBe("reason");
    expect((await call({ otherId: newId(TEST_NOW) })).code).toBe("NOT_FOUND");
    const again = await api(shop).compare.query({ contactId: b, otherId: c });
    expect(again.same).toBe(true);
    expect((await call({ contactId: b, otherId: c, seen: again.seen })).code).toBe("STALE");
    const self = await api(shop).compare.query({ contactId: b, otherId: b });
    expect((await call({ contactId: b, otherId: b, seen: self.seen })).code).toBe("STALE");
    const alone = await api(shop).ties.query({ contactId: a });
    const splitting = { operationId: op(), contactId: a, seen: alone.seen, reason: "x" };
    expect((await failureOfCall(api(shop).split.mutate(splitting))).code).toBe("INVALID_INPUT");
    // Another member's join needs a reason to be undone; one's own does not.
    const other = api(shop, "cs_manager").unmerge.mutate({ operationId: op(), recordId });
    expect((await failureOfCall(other)).field).toBe("reason");
    await api(shop).unmerge.mutate({ operationId: op(), recordId });
    await shop.db.write([
      {
        sql: `insert into contact (id, channel_id, external_id, customer_id, created_at, updated_at)
          with recursive n(i) as (select 1 union all select i + 1 from n where i < 99)
          select 'many' || i, (select channel_id from contact where id = ?), 'many' || i,
            (select customer_id from contact where id = ?), 0, 0 from n`,
        args: [a, a],
      },
    ]);
    const full = await api(shop).compare.query({ contactId: a, otherId: b });
    expect(await call({ seen: full.seen })).toMatchObject({ code: "LIMIT_REACHED", facts: { max: 100 } });
  });

  test("asked twice it happens once; of two who do the same at once, one is told", async () => {
    const shop = await createWorkspace();
    const [a, b, c] = await people(shop, 3);
    const { seen } = await api(shop).compare.query({ contactId: a, otherId: b });
    const input = { operationId: op(), contactId: a, otherId: b, seen, reason: "x" };
    const [first, second] = await Promise.all([api(shop).merge.mutate(input), api(shop).merge.mutate(input)]);
    expect(second).toEqual(first);
    const outcomes = await Promise.allSettled([
      unmerge(shop, first.recordId),
      unmerge(shop, first.recordId),
      merge(shop, c, b),
    ]);
    expect(
      outcomes
        .slice(0, 2)
        .map(({ status }) => status)
        .sort(),
    ).toEqual(["fulfilled", "rejected"]);
    const records = await rowsOf(
      shop,
      "select count(*) as n from identity_record where id = ?",
      first.recordId,
    );
    expect(records).toEqual([{ n: 1 }]);
  });

  test("every panel of both customers learns of it", async () => {
    const shop = await createWorkspace();
    const [a, b, c] = await people(shop, 3);
    await merge(shop, b, c);
    const versions = () =>
      rowsOf(shop, "select version from contact order by seq").then((rows) =>
        rows.map((row) => Number(row["version"])),
      );
    const before = await versions();
    const { recordId } = await merge(shop, a, b);
    const merged = await versions();
    expect(merged.every((version, i) => version > (before[i] ?? 0))).toBe(true);
    await unmerge(shop, recordId);
    expect((await versions()).every((version, i) => version > (merged[i] ?? 0))).toBe(true);
  });
});

test("who may not merge may neither look nor do; what is masked stays so on both sides", async () => {
  const shop = await createTestWorkspace();
  const [a, b] = await people(shop, 2);
  await shop.db.write([
    {
      sql: "update contact set phone = '+886912345678', member_no = 'VIP-7788', name = 'is VIP-7788' where id = ?",
      args: [b],
    },
    `insert into setting (name, value, updated_at) values ('masking', '{"cs_manager":["phone","id"]}', 0)`,
  ]);
  for (const role of ["agent", "sales", "marketing", "sales_manager"] as const) {
    const failure = await failureOfCall(api(shop, role).compare.query({ contactId: a, otherId: b }));
    expect(failure.code).toBe("FORBIDDEN");
  }
  const seen = JSON.stringify(await api(shop, "cs_manager").compare.query({ contactId: a, otherId: b }));
  expect(seen).not.toMatch(/7788|912345678|912 345/);
  expect(JSON.stringify(await api(shop).compare.query({ contactId: a, otherId: b }))).toMatch(/VIP-7788/);
});

test("what was planned from an older state is refused whole", async () => {
  const shop = await createTestWorkspace();
  const [a, b, c] = await people(shop, 3);
  const { recordId } = await merge(shop, a, b);
  const [nodes, edges] = tiedTo(b);
  const [first, second] = await shop.db.read([nodes, edges]);
  const tied = first && second && tiedOf(nodes.decode(first), edges.decode(second));
  if (!tied) throw new Error("nobody is tied");
  await merge(shop, c, a);
  const before = await customers(shop);
  const late = shop.db.write([
    "insert or replace into guard (id, actor_kind, session_live, right_held) values (1, 'system', 1, 1)",
    ...applyParting(TEST_NOW, tied, undoing(tied, { id: recordId, contactId: b }), {
      leaveId: newId(TEST_NOW),
      reason: null,
    }),
  ]);
  await expect(late).rejects.toThrow("version_fresh");
  expect(await customers(shop)).toEqual(before);
});
