import { expect, test } from "vitest";
import type { ErrorBody } from "../../shared/error-codes.ts";
import { MODULES, modulesOf } from "../../shared/modules.ts";
import { newId } from "../domain/id.ts";
import { createFurnishedWorkspace, fingerprint, type Furnished } from "../test/furnished.ts";
import { rowsOf } from "../test/work.ts";
import { TEST_NOW } from "../test/workspace.ts";
import type { ProcedureMeta } from "./init.ts";
import { SAMPLES } from "./rights-samples.ts";
import { appRouter } from "./router.ts";

// tRPC keeps every procedure by its path, with the meta its builder was given; the types say neither.
const { procedures } = appRouter._def as unknown as {
  procedures: Record<string, { _def: { meta: ProcedureMeta } }>;
};
const ofModule = Object.entries(procedures).flatMap(([path, { _def }]) =>
  _def.meta.module === null ? [] : [{ path, module: _def.meta.module }],
);

async function codeOf({ shop, givenTo }: Furnished, path: string): Promise<string> {
  const sample = SAMPLES[path]?.(givenTo(shop.memberId("admin"))) as object;
  const response = await shop.fetch(`/w/shop/trpc/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${shop.token("admin")}` },
    body: JSON.stringify({ operationId: newId(TEST_NOW), ...sample }),
  });
  if (response.ok) return "ok";
  return ((await response.json()) as { error: { data: ErrorBody } }).error.data.code;
}

const switchOff = (place: Furnished, ...off: string[]) =>
  place.shop.db.write([
    {
      sql: "insert or replace into setting (name, value, updated_at) values ('modules', ?, 0)",
      args: [JSON.stringify(Object.fromEntries(MODULES.map((name) => [name, !off.includes(name)])))],
    },
  ]);

test.each(ofModule)(
  "$path: refused while $module is off, and no row is changed",
  async ({ path, module }) => {
    const place = await createFurnishedWorkspace();
    await switchOff(place, module);
    const before = await fingerprint(place.shop);
    expect(await codeOf(place, path)).toBe("MODULE_OFF");
    expect(await fingerprint(place.shop)).toBe(before);
    expect(await rowsOf(place.shop, "select outcome, detail from audit")).toEqual([
      { outcome: "refused", detail: '{"code":"MODULE_OFF"}' },
    ]);
    await switchOff(place, ...MODULES.filter((name) => name !== module));
    expect(await codeOf(place, path)).not.toBe("MODULE_OFF");
  },
);

test("what is on is told to whoever looks, and an admin changes it", async () => {
  const { shop } = await createFurnishedWorkspace();
  await shop.db.write(["delete from setting where name = 'modules'"]);
  const { settings, members } = shop.client("admin");
  expect((await members.me.query({})).modules).toEqual(["pixel", "export"]);
  const { at } = await settings.set.mutate({
    operationId: newId(TEST_NOW),
    name: "modules",
    value: { ...modulesOf(null), omo: true, export: false },
    seen: null,
  });
  expect((await settings.get.query({})).modules).toEqual({
    value: { pixel: true, cdp: false, omo: true, crm: false, export: false },
    at,
  });
  expect((await shop.client("agent").members.me.query({})).modules).toEqual(["pixel", "omo"]);
});
