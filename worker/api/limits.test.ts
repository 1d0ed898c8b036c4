import { expect, test } from "vitest";
import { sha256 } from "../domain/batch.ts";
import { putContacts } from "../domain/contacts/put.ts";
import { Failure } from "../domain/failure.ts";
import { newId } from "../domain/id.ts";
import { apiClient } from "../test/api.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../test/workspace.ts";
import { CALLS_PER_MINUTE, callLimit, limitHeaders } from "./limits.ts";

test("so many calls a minute for each key; what is left is told, and when there is more", async () => {
  const shop = await createTestWorkspace();
  const { call } = await apiClient(shop);
  const first = await call("GET", "/contacts?limit=x");
  expect(first.headers.get("ratelimit-policy")).toBe('"key";q=600;w=60');
  expect(first.headers.get("ratelimit")).toBe('"key";r=599;t=60');
  const spend = Array.from({ length: CALLS_PER_MINUTE - 1 }, () =>
    shop.fetch("/w/shop/api/v1/contacts?limit=x", {
      headers: { Authorization: "Bearer nobody-is-behind-this-made-up-key" },
    }),
  );
  await Promise.all(spend);
  // Another key's calls are its own.
  expect((await call("GET", "/channels")).status).toBe(200);
  const made = await shop.fetch("/w/shop/api/v1/contacts", {
    headers: { Authorization: "Bearer nobody-is-behind-this-made-up-key" },
  });
  expect(made.status).toBe(401);
  const over = await shop.fetch("/w/shop/api/v1/contacts", {
    headers: { Authorization: "Bearer nobody-is-behind-this-made-up-key" },
  });
  expect(over.status).toBe(429);
  expect(Number(over.headers.get("retry-after"))).toBe(60);
  expect(await over.json()).toMatchObject({ status: 429, code: "TOO_MANY_ATTEMPTS" });
  shop.clock.now += 60_000;
  expect((await call("GET", "/channels")).headers.get("ratelimit")).toBe('"key";r=599;t=60');
});

test("a window ends after a minute, and a clock that goes back begins a new one", () => {
  const limit = callLimit(2);
  expect(
    [limit("a", 0), limit("a", 59_000), limit("a", 59_999)].map(({ allowed, left, resets }) => [
      allowed,
      left,
      resets,
    ]),
  ).toEqual([
    [true, 1, 60],
    [true, 0, 1],
    [false, 0, 1],
  ]);
  expect(limit("a", 60_000).allowed).toBe(true);
  expect(limit("a", 1000).left).toBe(1);
  expect(limitHeaders({ allowed: false, left: 0, resets: 7 })).toMatchObject({ "Retry-After": "7" });
});

test("bodies of nonsense are refused as problems, and change nothing", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const { call } = await apiClient(shop);
  const before = JSON.stringify((await shop.db.read(["select * from contact"]))[0]?.rows);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const cases: [method: string, path: string, body: unknown, status: number, code: string, field?: string][] =
    [
      ["POST", "/contacts/bulk", deep, 400, "INVALID_JSON"],
      ["POST", "/contacts/bulk", `{"contacts":${"[".repeat(40)}${"]".repeat(40)}}`, 400, "INVALID_JSON"],
      ["POST", "/contacts/bulk", "{", 400, "INVALID_JSON"],
      ["POST", "/contacts/bulk", "", 400, "INVALID_JSON"],
      ["POST", "/contacts/bulk", `"${"x".repeat(2_000_001)}"`, 413, "TOO_LARGE"],
      ["POST", "/contacts/bulk", { contacts: [] }, 400, "INVALID_INPUT", "contacts"],
      [
        "POST",
        "/contacts/bulk",
        { contacts: Array.from({ length: 501 }, () => ({})) },
        400,
        "TOO_LONG",
        "contacts",
      ],
      ["POST", "/contacts/bulk", { contacts: "all" }, 400, "INVALID_INPUT", "contacts"],
      ["POST", "/contacts/bulk", [], 400, "INVALID_INPUT"],
      ["PATCH", `/contacts/${contactId}`, { name: "a\0b" }, 400, "INVALID_INPUT", "name"],
      ["PATCH", `/contacts/${contactId}`, { name: 5 }, 400, "INVALID_INPUT", "name"],
      ["PATCH", `/contacts/${contactId}`, { id: "x", createdBy: "me", role: "admin" }, 400, "INVALID_INPUT"],
      ["PATCH", `/contacts/${contactId}`, { __proto__: null, version: 9 }, 400, "INVALID_INPUT", "version"],
      ["PATCH", `/contacts/${contactId}`, { attributes: { x: 1 } }, 400, "INVALID_INPUT"],
      ["PATCH", "/contacts/%00", { name: "x" }, 400, "INVALID_INPUT"],
      ["PATCH", `/contacts/${"x".repeat(300)}`, { name: "x" }, 400, "INVALID_INPUT", "contact_id"],
      ["POST", `/contacts/${contactId}/tags`, { tags: ["x".repeat(61)] }, 400, "TOO_LONG", "tags.0"],
      ["POST", "/contacts/search", { phone: "1", email: "2" }, 400, "INVALID_INPUT"],
    ];
  const answers: unknown[][] = [];
  for (const [method, path, body] of cases) {
    const answer = await call(method, path, body);
    answers.push([
      answer.status,
      answer.body["code"],
      ...(answer.body["field"] === undefined ? [] : [answer.body["field"]]),
    ]);
  }
  expect(answers.map(([status, code]) => [status, code])).toEqual(
    cases.map(([, , , status, code]) => [status, code]),
  );
  const fields = cases.flatMap(([, , , , , field], i) =>
    field === undefined ? [] : [[i, field, answers[i]?.[2]]],
  );
  expect(fields.filter(([, expected, given]) => expected !== given)).toEqual([]);
  expect(JSON.stringify((await shop.db.read(["select * from contact"]))[0]?.rows)).toBe(before);
  expect(shop.reported).toEqual([]);
});

test("what was asked before the body is asked again by the batch: the key lives and has the scope", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const { key, keyId } = await apiClient(shop, ["contacts:read"]);
  const write = (scope: "contacts:read" | "contacts:write") =>
    putContacts(
      {
        db: shop.db,
        actor: { kind: "key", keyHash: sha256(key), scope },
        now: TEST_NOW,
        operationId: undefined,
        requestId: "test",
        sealer: shop.sealer,
      },
      { mode: "update", rows: [{ id: contactId, name: "x" }] },
    ).then(
      () => "done",
      (error: unknown) => (error instanceof Failure ? error.code : error),
    );
  expect(await write("contacts:write")).toBe("FORBIDDEN");
  await shop.client("admin").apiKeys.revoke.mutate({ operationId: newId(TEST_NOW), keyId });
  expect(await write("contacts:read")).toBe("UNAUTHENTICATED");
  expect(
    (await shop.db.read(["select count(*) as n from contact where name = 'x'"]))[0]?.rows[0]?.["n"],
  ).toBe(0);
});

test("a revoked key is refused from the next call on", async () => {
  const shop = await createTestWorkspace();
  const { call, keyId } = await apiClient(shop);
  expect((await call("GET", "/channels")).status).toBe(200);
  await shop
    .client("admin")
    .apiKeys.revoke.mutate({ operationId: "019a0000-0000-7000-8000-000000000009", keyId });
  expect((await call("GET", "/channels")).status).toBe(401);
});
