import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BOT, fakeLine, type FakeLine, SECRET, TOKEN } from "../worker/test/fakes/line.ts";
import { connectMeta, postMeta, PAGE } from "../worker/test/fakes/meta.ts";
import { rowsOf, runnerOf, work } from "../worker/test/work.ts";
import { runDue } from "../worker/jobs/run.ts";
import { violations } from "./axe.ts";
import { launchForVisitors, openConsole, signIn, type Visitor } from "./console-visitor.ts";
import { emailOf, startServer, type TestServer } from "./server.ts";

let server: TestServer;
let browser: Browser;
let visitor: Visitor;
let line: FakeLine;

beforeAll(async () => {
  [server, browser, line] = await Promise.all([startServer(), launchForVisitors(), fakeLine()]);
  visitor = await openConsole(browser, server, "settings/connections");
  await signIn(visitor, emailOf("admin"));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Does what is due, as the server's job loop would, until that has happened. */
async function keepWorking(until: Promise<unknown>): Promise<void> {
  const { workspace, deps } = runnerOf(server.workspace);
  const ended = until.then(() => true);
  const turn = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50));
  do {
    server.workspace.clock.now = Date.now();
    await runDue(workspace, { ...deps, publicUrl: server.origin });
  } while (!(await Promise.race([ended, turn()])));
}

const { getByRole, getByLabel } = {
  getByRole: (...args: Parameters<Visitor["page"]["getByRole"]>) => visitor.page.getByRole(...args),
  getByLabel: (label: string) => visitor.page.getByLabel(label, { exact: true }),
};
const card = (name: string) => visitor.page.locator(".connection", { hasText: name });

test("a LINE channel is added, its test says that the secret is wrong, and passes with the right one", async () => {
  const { page } = visitor;
  await getByRole("button", { name: "Add a connection" }).click();
  await getByRole("button", { name: /^LINE/ }).click();
  await getByLabel("Name").fill("好日子 LINE");
  await getByLabel("Channel secret").fill("of another channel");
  await getByLabel("Channel access token").fill(TOKEN);
  await getByRole("button", { name: "Connect", exact: true }).click();
  await card("好日子 LINE").waitFor();
  // Where LINE answers is the operator's word, not the form's.
  const connectionId = String((await rowsOf(server.workspace, "select id from connection"))[0]?.["id"]);
  await server.workspace.db.write([
    {
      sql: "update connection set settings = json_object('apiBase', ?, 'accountId', ?)",
      args: [line.base, BOT],
    },
  ]);
  line.webhook = { endpoint: `${server.origin}/w/shop/hooks/${connectionId}`, active: true };

  const press = () => card("好日子 LINE").getByRole("button", { name: /^Test/ }).click();
  await keepWorking(press().then(() => page.getByText(/^The secret is another one/).waitFor()));
  expect(await violations(visitor.page)).toEqual([]);
  await card("好日子 LINE")
    .getByRole("button", { name: /^Actions/ })
    .click();
  await getByRole("menuitem", { name: "Change credentials" }).click();
  await getByLabel("Channel secret").fill(SECRET);
  await getByRole("button", { name: "Save" }).click();
  await getByRole("dialog").waitFor({ state: "detached" });
  await keepWorking(press().then(() => page.getByText(/^Everything was in order/).waitFor()));
  expect(await page.content()).not.toContain(SECRET);
});

test("events of a page nobody added wait, and come in once it is added", async () => {
  const { workspace } = server;
  const connectionId = await connectMeta(workspace);
  await postMeta(workspace, connectionId, [
    {
      sender: { id: "7400000000000001" },
      recipient: { id: PAGE },
      timestamp: Date.now(),
      message: { mid: "m_1", text: "還有貨嗎？" },
    },
  ]);
  await work(workspace);
  await visitor.page.reload();
  await card("Meta").getByText(`Events wait for an account nobody added: ${PAGE}`).waitFor();
  await card("Meta").getByRole("button", { name: "Add this account" }).click();
  await getByLabel("Name").fill("好日子粉專");
  expect(await getByLabel("ID of the page or account").inputValue()).toBe(PAGE);
  await getByRole("button", { name: "Add", exact: true }).click();
  await card("Meta").getByText("好日子粉專").first().waitFor();
  server.workspace.clock.now = Date.now();
  await work(workspace);
  expect(await rowsOf(workspace, "select text from message")).toEqual([{ text: "還有貨嗎？" }]);
  expect(await violations(visitor.page)).toEqual([]);
  expect(visitor.problems).toEqual([]);
});
