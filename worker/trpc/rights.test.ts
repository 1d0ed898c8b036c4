import { expect, test } from "vitest";
import type { ErrorBody } from "../../shared/error-codes.ts";
import {
  holdsByDefault,
  LOCKED,
  PERMISSIONS,
  type Permission,
  type Role,
  ROLES,
} from "../../shared/permissions.ts";
import { AUDIT_FACTS } from "../../shared/schemas/audit.ts";
import { sha256 } from "../domain/batch.ts";
import { newId } from "../domain/id.ts";
import { createFurnishedWorkspace, fingerprint, type Furnished } from "../test/furnished.ts";
import { TEST_NOW, type TestWorkspace } from "../test/workspace.ts";
import { appRouter } from "./router.ts";
import { SAMPLES } from "./rights-samples.ts";

interface Procedure {
  path: string;
  type: "query" | "mutation";
  permission: Permission | "self" | undefined;
}

// tRPC keeps every procedure by its path, with the meta its builder was given; the types say neither.
const { procedures: declared } = appRouter._def as unknown as {
  procedures: Record<string, { _def: { type: Procedure["type"]; meta?: Pick<Procedure, "permission"> } }>;
};
const procedures: Procedure[] = Object.entries(declared).map(([path, { _def }]) => ({
  path,
  type: _def.type,
  permission: _def.meta?.permission,
}));

/** Who calls: a role's member, or somebody whose token opens nothing. */
interface Caller {
  name: string;
  memberId: string;
  token: string | null;
}

/** "ok" or the code of the refusal. */
async function call(place: Furnished, procedure: Procedure, caller: Caller): Promise<string> {
  const { path, type } = procedure;
  const sample = SAMPLES[path]?.(place.givenTo(caller.memberId)) ?? {};
  const input = type === "mutation" ? { operationId: newId(TEST_NOW), ...sample } : sample;
  const response = await place.shop.fetch(`/w/shop/trpc/${path}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(caller.token ? { Authorization: `Bearer ${caller.token}` } : {}),
    },
    body: JSON.stringify(input),
  });
  if (response.ok) return "ok";
  return ((await response.json()) as { error: { data: ErrorBody } }).error.data.code;
}

const memberOf = (shop: TestWorkspace, role: Role): Caller => ({
  name: role,
  memberId: shop.memberId(role),
  token: shop.token(role),
});

/** Nobody, and admins whose session or membership has ended: what one could still hold in a pocket. */
async function outsiders(shop: TestWorkspace): Promise<Caller[]> {
  const callers: Caller[] = [
    { name: "nobody", memberId: "", token: null },
    { name: "a made-up token", memberId: "", token: "x".repeat(43) },
  ];
  const ended = [
    { name: "a disabled member", state: "disabled", revokedAt: null, access: 864e5, session: 864e5 },
    { name: "an invited member", state: "invited", revokedAt: null, access: 864e5, session: 864e5 },
    { name: "a revoked session", state: "active", revokedAt: TEST_NOW, access: 864e5, session: 864e5 },
    { name: "an expired access token", state: "active", revokedAt: null, access: 0, session: 864e5 },
    { name: "an expired session", state: "active", revokedAt: null, access: 864e5, session: 0 },
  ];
  for (const { name, state, revokedAt, access, session } of ended) {
    const memberId = newId(TEST_NOW);
    const token = `token-${memberId}`;
    await shop.db.write([
      {
        sql: "insert into member (id, email, name, role, state, created_at, updated_at) values (?, ?, ?, 'admin', ?, 0, 0)",
        args: [memberId, `${memberId}@shop.test`, name, state],
      },
      {
        sql: "insert into session (id, member_id, client, access_hash, access_expires_at, created_at, last_seen_at, expires_at, revoked_at) values (?, ?, 'console', ?, ?, 0, 0, ?, ?)",
        args: [
          newId(TEST_NOW),
          memberId,
          await sha256(token),
          TEST_NOW + access,
          TEST_NOW + session,
          revokedAt,
        ],
      },
    ]);
    callers.push({ name, memberId, token });
  }
  return callers;
}

/** Answers that say: this caller may not. Any other says that they were let in, whatever came of it. */
const NOT_LET_IN = ["UNAUTHENTICATED", "FORBIDDEN"];
/** Answers that say: the sample tries nothing, or the procedure is broken. */
const NO_TRY = ["INVALID_INPUT", "INVALID_EMAIL", "INVALID_PHONE", "INTERNAL"];

test("every procedure declares its right and has a sample input", () => {
  expect(procedures.length).toBeGreaterThan(0);
  const without = procedures.filter(
    ({ permission }) => permission !== "self" && !(permission && permission in PERMISSIONS),
  );
  expect(without.map(({ path }) => `${path} declares no right: make it with queryOf or mutationOf`)).toEqual(
    [],
  );
  const unsampled = procedures.filter(({ path }) => !(path in SAMPLES));
  expect(
    unsampled.map(({ path }) => `${path} has no sample: add one in worker/trpc/rights-samples.ts`),
  ).toEqual([]);
  const gone = Object.keys(SAMPLES).filter((path) =>
    procedures.every((procedure) => procedure.path !== path),
  );
  expect(gone.map((path) => `${path} is no procedure: remove its sample`)).toEqual([]);
});

test.each(procedures)("$path: outsiders are refused and change nothing", async (procedure) => {
  const place = await createFurnishedWorkspace();
  const callers = await outsiders(place.shop);
  const before = await fingerprint(place.shop);
  const answers = [];
  for (const caller of callers) answers.push([caller.name, await call(place, procedure, caller)]);
  expect(answers).toEqual(callers.map(({ name }) => [name, "UNAUTHENTICATED"]));
  expect(await fingerprint(place.shop)).toBe(before);
});

const held = (permission: Procedure["permission"]) => (role: Role) =>
  permission === "self" || (permission !== undefined && holdsByDefault(role, permission));

const isFact = (key: string) => AUDIT_FACTS.some((fact) => fact === key);

/** Calls as every role, and says what was not as it must be. */
async function faults(
  procedure: Procedure,
  place: Furnished,
  may: (role: Role) => boolean,
): Promise<string[]> {
  const { shop } = place;
  const found: string[] = [];
  const callAs = (role: Role) => call(place, procedure, memberOf(shop, role));
  // Those without the right first, as they must leave everything as it was.
  const before = await fingerprint(shop);
  for (const role of ROLES.filter((r) => !may(r))) {
    const answer = await callAs(role);
    if (answer !== "FORBIDDEN") found.push(`${role} may not, and was answered ${answer}`);
  }
  if ((await fingerprint(shop)) !== before) found.push("a refused call changed a row");
  for (const role of ROLES.filter(may)) {
    const answer = await callAs(role);
    if (NOT_LET_IN.includes(answer)) found.push(`${role} may, and was answered ${answer}`);
    if (NO_TRY.includes(answer)) found.push(`the sample tries nothing: ${role} was answered ${answer}`);
  }
  const [facts] = await shop.db.read(["select distinct j.key from audit, json_each(audit.detail) j"]);
  for (const key of facts?.rows.map((row) => String(row["key"])) ?? [])
    if (!isFact(key)) found.push(`the audit tells "${key}": add it to AUDIT_FACTS`);
  return [...found, ...shop.reported.map(String)];
}

test.each(procedures)("$path: the seven roles, as the matrix says", async (procedure) => {
  expect(await faults(procedure, await createFurnishedWorkspace(), held(procedure.permission))).toEqual([]);
});

const editable = procedures.filter(
  (procedure): procedure is Procedure & { permission: Permission } =>
    procedure.permission !== undefined && procedure.permission !== "self",
);

test.each(editable)("$path: the seven roles, with its right turned round", async (procedure) => {
  const place = await createFurnishedWorkspace();
  const { permission } = procedure;
  const locked = (role: Role) => LOCKED.has(`${role}/${permission}`);
  const may = (role: Role) => locked(role) || !holdsByDefault(role, permission);
  await place.shop.db.write(
    ROLES.filter((role) => !locked(role)).map((role) => ({
      sql: "insert into permission_override (role, permission, allowed, updated_at) values (?, ?, ?, 0)",
      args: [role, permission, may(role) ? 1 : 0],
    })),
  );
  expect(await faults(procedure, place, may)).toEqual([]);
});

test("an admin takes a right and gives it back; both hold from the next request on", async () => {
  const { shop, givenTo } = await createFurnishedWorkspace();
  const { contactId } = givenTo(shop.memberId("sales"));
  const { permissions } = shop.client("admin");
  const apply = (name: string) =>
    shop
      .client("sales")
      .tags.applyTag.mutate({ operationId: newId(TEST_NOW), contactId, name, confirmed: false })
      .then(
        () => "ok",
        (error: { data: ErrorBody }) => error.data.code,
      );
  const set = (allowed: boolean) =>
    permissions.set.mutate({ operationId: newId(TEST_NOW), role: "sales", permission: "tag:apply", allowed });
  const shown = async () =>
    (await permissions.matrix.query({})).find((row) => row.permission === "tag:apply")?.roles.sales;

  expect(await apply("one")).toBe("ok");
  await set(false);
  expect(await apply("two")).toBe("FORBIDDEN");
  expect(await shown()).toEqual({ allowed: false, byDefault: true, locked: false });
  await set(true);
  expect(await apply("three")).toBe("ok");
  expect(await shown()).toEqual({ allowed: true, byDefault: true, locked: false });
  const [overrides] = await shop.db.read(["select count(*) as n from permission_override"]);
  expect(overrides?.rows[0]?.["n"]).toBe(0);
});

test("nobody can take from admins what is needed to mend the matrix", async () => {
  const { shop } = await createFurnishedWorkspace();
  const { permissions } = shop.client("admin");
  const taking = permissions.set.mutate({
    operationId: newId(TEST_NOW),
    role: "admin",
    permission: "workspace:manage",
    allowed: false,
  });
  await expect(taking).rejects.toMatchObject({ data: { code: "PERMISSION_LOCKED" } });
  expect((await permissions.matrix.query({})).filter((row) => row.roles.admin.locked)).toMatchObject([
    { permission: "workspace:manage" },
  ]);
});
