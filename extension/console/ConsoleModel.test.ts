import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { Permission } from "../../shared/permissions.ts";
import { CallFailure } from "../lib/failure.ts";
import { createConsoleModel, type Guarded, type Me } from "./ConsoleModel.ts";

const PAGES: Guarded[] = [
  { path: "settings/members", permission: "workspace:manage" },
  { path: "account", permission: null },
];

const somebody = (...permissions: Permission[]): Me => ({
  id: "1",
  name: "Amy",
  email: "amy@shop.test",
  role: "agent",
  permissions,
  modules: [],
});

async function open(path: string, me: Me) {
  const address = signal(path);
  const model = createConsoleModel(PAGES, address, async () => me);
  await model.me.load();
  const { view } = model;
  return {
    address,
    offered: () => model.pages.value.map((page) => page.path),
    shown: () => (view.value.kind === "page" ? view.value.page.path : view.value.kind),
  };
}

test("home is the first page the role may see", async () => {
  expect((await open("", somebody("workspace:manage"))).shown()).toBe("settings/members");
  expect((await open("", somebody())).shown()).toBe("account");
});

test("a page the role may not see is neither offered nor shown", async () => {
  const { offered, shown, address } = await open("settings/members", somebody("panel:read"));
  expect(offered()).toEqual(["account"]);
  expect(shown()).toBe("refused");
  address.value = "account";
  expect(shown()).toBe("account");
  address.value = "settings/nothing";
  expect(shown()).toBe("unknown");
});

test("a page of a part that is switched off is as if it were not there", async () => {
  const pages: Guarded[] = [{ path: "settings/branches", permission: null, module: "omo" }];
  let me: Me = { ...somebody(), modules: ["omo"] };
  const model = createConsoleModel(pages, signal("settings/branches"), async () => me);
  await model.me.load();
  expect([model.pages.value.length, model.view.value.kind]).toEqual([1, "page"]);
  me = somebody();
  await model.me.load();
  expect([model.pages.value.length, model.view.value.kind]).toEqual([0, "unknown"]);
});

test("a right taken away hides the page as soon as it is known", async () => {
  let me = somebody("workspace:manage");
  const model = createConsoleModel(PAGES, signal("settings/members"), async () => me);
  await model.me.load();
  expect(model.view.value.kind).toBe("page");
  me = somebody();
  await model.me.load();
  expect(model.view.value.kind).toBe("refused");
});

test("nothing is shown before it is known who asks", async () => {
  const model = createConsoleModel(PAGES, signal("account"), () =>
    Promise.reject(new CallFailure("OFFLINE")),
  );
  expect(model.view.value.kind).toBe("loading");
  await model.me.load();
  expect(model.view.value).toMatchObject({ kind: "failed", failure: { code: "OFFLINE" } });
});
