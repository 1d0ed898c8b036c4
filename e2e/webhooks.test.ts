import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertContact } from "../worker/test/app-workspace.ts";
import { newId } from "../worker/domain/id.ts";
import { violations } from "./axe.ts";
import { launchForVisitors, openConsole, signIn } from "./console-visitor.ts";
import { emailOf, startServer, type TestServer } from "./server.ts";

let server: TestServer;
let browser: Browser;
let receiver: Server;
const heard: { body: string; headers: Record<string, string> }[] = [];
let status = 200;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      heard.push({ body, headers: request.headers as Record<string, string> });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  [server, browser] = await Promise.all([startServer(), launchForVisitors()]);
});
afterAll(async () => {
  await browser?.close();
  receiver?.close();
  await server?.close();
});

test("an admin adds an endpoint, keeps its secret, tests it, and tells again what failed; an agent has no such page", async () => {
  const admin = await openConsole(browser, server, "settings/webhooks");
  await signIn(admin, emailOf("admin"));
  const { page } = admin;
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  await button("Add an endpoint").click();
  await page.getByLabel("Name").fill("<b>ERP</b>");
  await page.getByLabel("Address").fill("not an address");
  await button("Save").click();
  await page.locator("#webhook-url-error").getByText("This cannot be saved").waitFor();
  await page.getByLabel("Address").fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
  await button("Save").click();
  const secret = await page.getByLabel("Signing secret", { exact: true }).inputValue();
  await button("Done").click();
  expect(await page.content()).not.toContain(secret);

  await button(/^Test/).click();
  await page.getByText("A test is on its way to <b>ERP</b>.").waitFor();
  await server.runJobs();
  const told = heard[0] ?? { body: "", headers: {} };
  expect(() => new Webhook(secret).verify(told.body, told.headers)).not.toThrow();

  status = 500;
  const { contactId } = await insertContact(server.workspace.db, Date.now());
  await server.workspace
    .client("admin")
    .tags.applyTag.mutate({ operationId: newId(Date.now()), contactId, name: "VIP", confirmed: false });
  await server.runJobs();
  await button(/^Deliveries/).click();
  const tagged = page.locator(".webhook-delivery", { hasText: "Tag put on" });
  await tagged.getByText("It answered 500").waitFor();
  expect(await violations(page)).toEqual([]);

  status = 200;
  await tagged.getByRole("button").click();
  await page.getByText("1 is told again.").waitFor();
  await server.runJobs();
  await admin.goTo("settings/members");
  await admin.goTo("settings/webhooks");
  await button(/^Deliveries/).click();
  await tagged.getByText("Arrived").waitFor();
  expect(await page.locator("b").count()).toBe(0);
  expect(admin.problems).toEqual([]);

  const agent = await openConsole(browser, server, "account");
  await signIn(agent, emailOf("agent"));
  await agent.goTo("settings/webhooks");
  await agent.page.getByText("Your role may not see this page").waitFor();
});
