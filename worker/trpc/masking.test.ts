import { expect, test } from "vitest";
import type { Role } from "../../shared/permissions.ts";
import { newId } from "../domain/id.ts";
import { takeInSearch } from "../domain/search/take-in.ts";
import { CANARIES, canariesIn, canaryText, fillWithCanaries } from "../test/canaries.ts";
import { createFurnishedWorkspace, type Furnished } from "../test/furnished.ts";
import { rowsOf } from "../test/work.ts";
import { TEST_NOW } from "../test/workspace.ts";
import type { ProcedureMeta } from "./init.ts";
import { SAMPLES } from "./rights-samples.ts";
import { appRouter } from "./router.ts";

// tRPC keeps every procedure by its path, with the meta its builder was given; the types say neither.
const { procedures: declared } = appRouter._def as unknown as {
  procedures: Record<string, { _def: { type: "query" | "mutation"; meta: ProcedureMeta } }>;
};
const procedures = Object.entries(declared).map(([path, { _def }]) => ({
  path,
  type: _def.type,
  ..._def.meta,
}));
const masking = procedures.filter(({ unmasked }) => unmasked === null);

async function createMaskedWorkspace(...masked: Role[]): Promise<Furnished> {
  const place = await createFurnishedWorkspace();
  const { shop } = place;
  const setting = Object.fromEntries(masked.map((role) => [role, ["phone", "email", "id"]]));
  await shop.db.write([
    {
      sql: "insert or replace into setting (name, value, updated_at) values ('masking', ?, 0), ('modules', ?, 0)",
      args: [
        JSON.stringify(setting),
        JSON.stringify({ pixel: true, cdp: true, omo: true, crm: true, export: true }),
      ],
    },
  ]);
  const { contactId } = place.givenTo(shop.memberId("admin"));
  await fillWithCanaries(shop, contactId, shop.memberId("admin"));
  return place;
}

async function answerOf(place: Furnished, role: Role, path: string, input: object): Promise<string> {
  const response = await place.shop.fetch(`/w/shop/trpc/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${place.shop.token(role)}` },
    body: JSON.stringify({ operationId: newId(TEST_NOW), ...input }),
  });
  return response.text();
}

const inputOf = (place: Furnished, role: Role, path: string): object =>
  (SAMPLES[path]?.(place.givenTo(place.shop.memberId(role))) ?? {}) as object;

test.each(masking)("$path: a role that sees everything masked is answered none of it", async ({ path }) => {
  const place = await createMaskedWorkspace("admin");
  const answer = await answerOf(place, "admin", path, inputOf(place, "admin", path));
  expect(place.shop.reported).toEqual([]);
  expect(canariesIn(answer)).toEqual([]);
});

test("the canaries are there: who is not masked is answered them", async () => {
  const place = await createMaskedWorkspace("agent");
  const found = async (path: string) =>
    new Set(canariesIn(await answerOf(place, "supervisor", path, inputOf(place, "supervisor", path))));
  expect(await found("panel.open")).toEqual(new Set(canariesIn(canaryText)));
  expect(await found("events.list")).toContain(CANARIES.memberNo);
});

const writes = procedures.filter(({ type }) => type === "mutation");

test("the audit holds none of it, whatever was done and with what input", async () => {
  const place = await createMaskedWorkspace();
  const { shop } = place;
  const given = place.givenTo(shop.memberId("admin"));
  const { contactId } = given;
  const inputs: [path: string, input: object][] = [
    ["profile.edit", { contactId, field: "email", value: "new.canary@kept-mail.test", seen: CANARIES.email }],
    ["profile.edit", { contactId, field: "phone", value: "0912345678", seen: CANARIES.phone }],
    ["notes.create", { contactId, text: canaryText }],
    ["notes.edit", { noteId: given.noteId, version: 1, text: canaryText }],
    ["contacts.reveal", { contactId, fields: ["phone"], reason: `Call ${CANARIES.phone}` }],
    ...writes.map(({ path }): [string, object] => [path, inputOf(place, "admin", path)]),
  ];
  for (const [path, input] of inputs) await answerOf(place, "admin", path, input);
  const audited = await rowsOf(shop, "select verb, target, detail from audit");
  expect(new Set(audited.map(({ verb }) => verb)).size).toBeGreaterThan(writes.length / 2);
  expect(canariesIn(JSON.stringify(audited))).toEqual([]);
});

test("an answer is unmasked only where it is about the team, or where revealing is what was asked", () => {
  const revealing = procedures.filter(({ unmasked }) => unmasked === "revealed");
  expect(revealing.map(({ path }) => path)).toEqual(["contacts.reveal"]);
  expect(procedures.filter(({ unmasked }) => unmasked === "server")).toEqual([]);
  const team = procedures.filter(({ unmasked }) => unmasked === "team");
  expect(team.length).toBeGreaterThan(0);
  const others = team.filter(({ permission }) => permission !== "self" && permission !== "workspace:manage");
  expect(others.map(({ path }) => path).sort()).toEqual(["conversations.exportOptions", "omo.choices"]);
});

test("who sees values masked finds people by whole values, and by the part of a name that shows", async () => {
  const place = await createMaskedWorkspace("agent");
  const { shop } = place;
  const find = async (role: "agent" | "supervisor", text: string) =>
    (await shop.client(role).contacts.find.query({ text })).items.length;
  await shop.db.write([
    "insert into contact_name (rowid, terms, words) select seq, '091 912 123 234 345 456 567 678', '09' from contact where name = '0912-345-678'",
    "update contact set name = '0912345678' where name = '0912-345-678'",
  ]);
  while (await takeInSearch(shop.db, TEST_NOW));
  const wholes = [CANARIES.phone, "0912 345 678", CANARIES.email, CANARIES.memberNo, CANARIES.lineId];
  for (const whole of wholes) expect([whole, await find("agent", whole)]).not.toEqual([whole, 0]);
  expect(await find("supervisor", "0912345")).toBe(3);
  expect(await find("agent", "0912345")).toBe(0);
  const parts = ["+88691234567", "canary", "M/CANARY", CANARIES.lineId.slice(0, 20)];
  for (const part of parts) {
    expect([part, await find("supervisor", part)]).not.toEqual([part, 0]);
    expect([part, await find("agent", part)]).toEqual([part, 0]);
  }
});
