import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rowsOf } from "../worker/test/work.ts";
import { violations } from "./axe.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { sourceIdOf } from "./host/server.ts";
import { nameOf, type TestServer } from "./server.ts";

const REASON = `<img src=x onerror="top.hacked=1"> 同一支手機`;

let fixture: Fixture;
let server: TestServer;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  fixture = await startFixture([1, 2, 3]);
  ({ server } = fixture);
  const { db } = server.workspace;
  await db.write([
    `insert into setting (name, value, updated_at) values ('matching', '{"phone":true,"email":false}', 1)`,
    {
      sql: "update contact set phone = '+886912345678' where id in (?, ?)",
      args: [fixture.contactOf(1), fixture.contactOf(3)],
    },
  ]);
  ({ page, panel } = await fixture.openAs("supervisor"));
});
afterAll(() => fixture?.close());

const channels = () => panel.getByRole("region", { name: "Bound channels" });
const dialog = () => panel.getByRole("dialog");
const button = (name: string | RegExp) => channels().getByRole("button", { name });
const customers = async () => {
  const rows = await rowsOf(server.workspace, "select customer_id from contact order by seq");
  return rows.map((row) => row["customer_id"]);
};

test("a supervisor finds the same person, sees both sides, merges, and takes it back", async () => {
  const before = await customers();
  await button("Merge customers…").press("Enter");
  await dialog().getByRole("searchbox").fill(sourceIdOf(2));
  await dialog().getByRole("searchbox").press("Enter");
  await dialog()
    .getByRole("button", { name: `Choose ${nameOf(2)}` })
    .press("Enter");
  await dialog().getByRole("region", { name: "This customer stays" }).getByText(nameOf(1)).waitFor();
  await dialog().getByRole("region", { name: "Comes to this customer" }).getByText(nameOf(2)).waitFor();
  // The button that had the focus is gone; who reads by ear is at the question.
  await dialog().locator("h2:focus", { hasText: "Are they one person?" }).waitFor();
  const merge = dialog().getByRole("button", { name: "Merge" });
  await merge.click();
  await dialog().getByText("Say why, in a few words.").waitFor();
  await dialog().getByRole("textbox", { name: "Reason" }).fill(REASON);
  expect(await violations(panel)).toEqual([]);
  await merge.click();
  await channels().getByText("Across all 2 channels").waitFor();
  await channels().getByText(`Merged by The supervisor`).first().waitFor();
  expect(await channels().getByText(REASON).count()).toBe(2);
  expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
  const merged = await customers();
  expect(merged[1]).toBe(merged[0]);
  await panel.locator(".event", { hasText: "Merged: one customer with another channel" }).first().waitFor();
  await panel.getByRole("button", { name: "Undo" }).click();
  await channels().getByText("In this channel").waitFor();
  expect(await customers()).toEqual(before);
});

test("a suggestion is answered: not the same person, taken back, merged; then taken apart with a reason", async () => {
  await channels().getByText("May be the same person: same phone").waitFor();
  await button(/^Not the same person/).click();
  await channels().getByText("May be the same person: same phone").waitFor({ state: "detached" });
  await panel.getByRole("button", { name: "Undo" }).last().click();
  await button(/^Merge Customer 3/).click();
  await dialog().getByRole("button", { name: "Merge" }).click();
  await channels().getByText("for the same phone").first().waitFor();
  expect(new Set(await customers()).size).toBe(2);

  await button(/^Take apart/)
    .last()
    .press("Enter");
  await dialog().getByRole("textbox", { name: "Reason" }).fill("Two sisters");
  expect(await violations(panel)).toEqual([]);
  await dialog().getByRole("button", { name: "Take apart" }).press("Enter");
  await channels().getByText("In this channel").waitFor();
  expect(new Set(await customers()).size).toBe(3);
  expect(await channels().getByText("May be the same person").count()).toBe(0);
  await panel.getByRole("button", { name: "Undo" }).last().click();
  await channels().getByText("Across all 2 channels").waitFor();
});

test("an agent sees why they are one person, and nothing to change it", async () => {
  await server.become("supervisor", "agent");
  ({ page, panel } = await fixture.openAnew());
  await channels().getByText("Merged by The supervisor").first().waitFor();
  expect(
    await channels()
      .getByRole("button", { name: /Merge|Take apart|Not the same/ })
      .count(),
  ).toBe(0);
  expect(await channels().getByText("May be the same person").count()).toBe(0);
});
