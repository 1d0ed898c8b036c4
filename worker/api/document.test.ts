import { Ajv2020 } from "ajv/dist/2020.js";
import * as v from "valibot";
import { expect, test } from "vitest";
import { API_SCOPES } from "../../shared/schemas/api-keys.ts";
import { Problem } from "../../shared/schemas/api-answers.ts";
import { newId } from "../domain/id.ts";
import { type ApiAnswer, apiClient } from "../test/api.ts";
import { createFurnishedWorkspace, fingerprint } from "../test/furnished.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";
import { schemaOf } from "./document.ts";
import { ROUTES } from "./routes.ts";
import type { Route } from "./route.ts";

/** JSON read along a path that is there. */
interface Json {
  [name: string]: Json;
}

async function documentOf(shop: TestWorkspace): Promise<Json> {
  const response = await shop.fetch(`/w/${shop.slug}/api/v1/openapi.json`);
  expect(response.status).toBe(200);
  return (await response.json()) as Json;
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Something in every list, and the ids of each. */
async function filled() {
  const shop = await createTestWorkspace();
  const { contactId, channelId, customerId, conversationId } = await insertContact(shop.db, TEST_NOW);
  const api = await apiClient(shop);
  const { id: attributeId } = await shop
    .client("admin")
    .attributes.define.mutate({ operationId: newId(TEST_NOW), name: "Size", type: "datetime" });
  const example = (id: string) => ROUTES.find((route) => route.id === id)?.example;
  await api.call("PATCH", `/contacts/${contactId}`, {
    email: "a@b.test",
    member_no: "M204117",
    attributes: { [attributeId]: "2026-11-20T10:00:00Z" },
  });
  await api.call("POST", `/contacts/${contactId}/tags`, example("tags.add"));
  await api.call("POST", "/orders", example("orders.put"));
  await api.call("POST", "/carts", example("carts.put"));
  await api.call("PUT", "/members/M204117", example("members.put"));
  await api.call("POST", `/conversations/${conversationId}/messages`, example("messages.put"));
  const other = await insertContact(shop.db, TEST_NOW, { name: "Other" });
  const third = await insertContact(shop.db, TEST_NOW, { name: "Third" });
  const joined = await api.call("POST", "/customers/merge", {
    contact_id: contactId,
    other_contact_id: third.contactId,
  });
  const idOf = async (path: string) =>
    String(((await api.call("GET", path)).body["data"] as { id: string }[])[0]?.id);
  const ids: Record<string, string> = {
    contact_id: contactId,
    customer_id: customerId,
    conversation_id: conversationId,
    member_no: "M204117",
    order_id: await idOf("/orders"),
    cart_id: await idOf("/carts"),
    tag_id: await idOf(`/contacts/${contactId}/tags`),
  };
  const pathOf = ({ path }: Route) => path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);
  /** The example, about those who are here. */
  const bodyOf = ({ example, id }: Route): unknown => {
    const text = JSON.stringify(example ?? null)
      .replaceAll("01990000-0000-7000-8000-000000000001", channelId)
      .replaceAll("01990000-0000-7000-8000-000000000002", contactId)
      .replaceAll("01990000-0000-7000-8000-000000000003", other.contactId)
      .replaceAll("01990000-0000-7000-8000-000000000004", String(joined.body["record_id"]));
    return id === "contacts.bulk" ? JSON.parse(text.replaceAll("cafe", "beef")) : JSON.parse(text);
  };
  return { shop, api, pathOf, bodyOf };
}

test("the document is OpenAPI 3.1 and holds every route that is mounted, and no other", async () => {
  const shop = await createTestWorkspace();
  const document = await documentOf(shop);
  expect(String(document["openapi"])).toBe("3.1.0");
  const documented = Object.entries(document["paths"] as Json).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(documented.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  expect(new Set(ROUTES.map(({ id }) => id)).size).toBe(ROUTES.length);
  expect([...new Set(ROUTES.map(({ scope }) => scope))].sort()).toEqual([...API_SCOPES].sort());
  for (const schema of Object.values((document["components"] as Json)["schemas"] as Json))
    ajv.compile(schema);
  // What is mounted but not in the list would answer something else.
  expect((await shop.fetch(`/w/${shop.slug}/api/v1/nothing`)).status).toBe(404);
});

test("every example is what its schema takes, and every answer is what the document says", async () => {
  const { shop, api, pathOf, bodyOf } = await filled();
  const document = await documentOf(shop);
  // Reads before what changes things, so that nothing is gone.
  const routes = [...ROUTES].sort((a, b) => Number(a.method === "delete") - Number(b.method === "delete"));
  const faults: string[] = [];
  for (const route of routes) {
    const { method, path, id, example, documented, body } = route;
    const operation = ((document["paths"] as Json)[path] as Json)[method] as Json;
    const told = bodyOf(route);
    const taken = operation["requestBody"]?.["content"]?.["application/json"]?.["schema"] as Json | undefined;
    if ((taken === undefined) !== (body === undefined)) faults.push(`${id}: body and document differ`);
    if ((body === undefined) !== (example === undefined)) faults.push(`${id}: no example`);
    if (taken && !ajv.validate(taken, told)) faults.push(`${id} example: ${ajv.errorsText()}`);
    const checked = documented ?? body;
    if (checked && !v.is(checked, told)) faults.push(`${id} example is refused`);
    const answer: ApiAnswer = await api.call(method.toUpperCase(), pathOf(route), body ? told : undefined);
    const schema = route.answers[answer.status];
    if (!schema) {
      faults.push(`${id} answered ${answer.status} ${JSON.stringify(answer.body)}`);
      continue;
    }
    const parsed = v.safeParse(schema, answer.body);
    for (const issue of parsed.issues ?? []) faults.push(`${id} ${v.getDotPath(issue)} ${issue.message}`);
    const response = (operation["responses"] as Json)[answer.status] as Json;
    const written = response["content"]?.["application/json"]?.["schema"] as Json;
    if (!ajv.validate(written, answer.body)) faults.push(`${id}: ${ajv.errorsText()}`);
    if (answer.headers.get("cache-control") !== "no-store") faults.push(`${id} may be cached`);
    const data = answer.body["data"];
    if (Array.isArray(data) && data.length === 0) faults.push(`${id} answered nothing to look at`);
  }
  expect(faults).toEqual([]);
  expect(shop.reported).toEqual([]);
});

test("every route asks for the scope of its noun: to read what only reads, else to write", () => {
  const NOUNS: Record<string, string> = { attributes: "contacts", channels: "contacts" };
  const expected = ROUTES.map(({ id, path, method }) => {
    const parts = path.split("/").slice(1);
    const tagging = parts.includes("tags") || parts.includes("taggings");
    const noun = tagging ? "tags" : (NOUNS[parts[0] ?? ""] ?? parts[0]);
    return `${id} ${noun}:${method === "get" || id === "contacts.search" ? "read" : "write"}`;
  });
  expect(ROUTES.map(({ id, scope }) => `${id} ${scope}`)).toEqual(expected);
});

test("a schema that says less than it checks still says its shape", () => {
  expect(schemaOf(v.pipe(v.string(), v.transform(Number)))).toEqual({ type: "string" });
});

test.each(ROUTES.map((route) => [route.id, route] as const))(
  "%s: no key, a made-up one, a wrong scope, a revoked one and another workspace's: refused, and nothing changes",
  async (_id, route) => {
    const place = await createFurnishedWorkspace();
    const { shop } = place;
    const given = place.givenTo(shop.memberId("admin"));
    const all = await apiClient(shop);
    const less = await apiClient(
      shop,
      API_SCOPES.filter((scope) => scope !== route.scope),
    );
    const ended = await apiClient(shop);
    const elsewhere = await apiClient(await createTestWorkspace());
    await shop.client("admin").apiKeys.revoke.mutate({ operationId: newId(TEST_NOW), keyId: ended.keyId });
    const ids: Record<string, string> = {
      contact_id: given.contactId,
      customer_id: given.contactId,
      conversation_id: given.contactId,
      tag_id: given.contactId,
      order_id: given.contactId,
      cart_id: given.contactId,
      member_no: "M1",
    };
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);
    const before = await fingerprint(shop);
    const call = (key: string | null) =>
      shop.fetch(`/w/${shop.slug}/api/v1${path}`, {
        method: route.method.toUpperCase(),
        headers: key === null ? {} : { Authorization: `Bearer ${key}` },
        ...(route.body ? { body: JSON.stringify(route.example) } : {}),
      });
    for (const [key, status] of [
      [null, 401],
      ["x".repeat(43), 401],
      [ended.key, 401],
      [elsewhere.key, 401],
      [less.key, 403],
    ] as const) {
      const answer = await call(key);
      expect([key?.slice(0, 3), answer.status]).toEqual([key?.slice(0, 3), status]);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(v.is(Problem, await answer.json())).toBe(true);
      if (key === less.key) continue;
      expect(await fingerprint(shop)).toBe(before);
    }
    expect(await fingerprint(shop)).toBe(before);
    expect([401, 403]).not.toContain((await call(all.key)).status);
    const [refused] = await shop.db.read([
      "select actor_kind, actor_id, outcome from audit where outcome = 'refused'",
    ]);
    expect(refused?.rows.map((row) => ({ ...row }))).toEqual([
      { actor_kind: "key", actor_id: less.keyId, outcome: "refused" },
    ]);
    expect(shop.reported).toEqual([]);
  },
);
