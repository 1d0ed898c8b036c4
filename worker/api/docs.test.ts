import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { getRequestListener } from "@hono/node-server";
import { expect, test } from "vitest";
import { API_SCOPES } from "../../shared/schemas/api-keys.ts";
import { WEBHOOK_TYPES } from "../../shared/schemas/webhooks.ts";
import { apiClient } from "../test/api.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../test/workspace.ts";
import { CALLS_PER_MINUTE } from "./limits.ts";

const page = await readFile(new URL("../../docs/api.md", import.meta.url), "utf8");

test("the commands of docs/api.md run as they are printed, in their order", async () => {
  const shop = await createTestWorkspace();
  const { channelId } = await insertContact(shop.db, TEST_NOW);
  const { key } = await apiClient(shop);
  const http = createServer(getRequestListener((request) => shop.fetch(request.url, request)));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");
  const script = blocks
    .join("echo\n")
    .replace("API=http://localhost:8787/w/demo/api/v1", `API=${origin}/w/${shop.slug}/api/v1`)
    .replace("KEY=alongside_…", `KEY=${key}`)
    .replace("CHANNEL=…", `CHANNEL=${channelId}`)
    // What the call before it answered.
    .replace(/(curl -s \$API\/contacts -H[\s\S]*?\}')\n/, 'MADE=$($1); echo "$MADE"\n')
    .replace("CONTACT=…", `CONTACT=$(printf %s "$MADE" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')`)
    .replaceAll("\ncurl", "\necho; curl");
  const { stdout } = await promisify(execFile)("bash", ["-c", script]);
  http.close();
  const answers = stdout.split("\n").filter((line) => line.startsWith("{"));
  expect(answers.filter((answer) => answer.includes('"code"'))).toEqual([]);
  expect(answers).toHaveLength(6);
  expect(answers[1]).toMatch(/^\{"outcome":"created"/);
  expect(JSON.parse(answers.at(-1) ?? "")).toMatchObject({
    data: [{ name: "王小明", email: "ming@example.com", phone: null, tags: [{ name: "VIP" }] }],
  });
});

test("what it names is what there is", () => {
  for (const type of [...WEBHOOK_TYPES, "webhook.test"]) expect(page).toContain(`\`${type}\``);
  for (const scope of API_SCOPES) expect(page).toContain(`\`${scope.split(":")[0]}\``);
  expect(page).toContain(`${CALLS_PER_MINUTE} calls a minute`);
});
