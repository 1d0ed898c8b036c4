import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "../../domain/verb.ts";
import { WebsitePost } from "../../../shared/schemas/website.ts";
import { connectWebsite, SITE_KEY } from "../../test/fakes/website.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace } from "../../test/workspace.ts";

const docs = readFileSync(new URL("../../../docs/website-channel.md", import.meta.url), "utf8");

test("the message from the shell comes in", async () => {
  const [, script = ""] = /```sh\n(NOW=[\s\S]*?)```/.exec(docs) ?? [];
  const shop = await createTestWorkspace(Date.now());
  const connectionId = await connectWebsite(shop);
  const server = createServer((request, response) => {
    const told: Buffer[] = [];
    request.on("data", (part: Buffer) => told.push(part));
    request.on("end", () => {
      const headers = request.headers as Record<string, string>;
      void shop
        .fetch(request.url ?? "/", { method: "POST", body: Buffer.concat(told), headers })
        .then(async (answer) => response.writeHead(answer.status).end(await answer.text()));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const WEBHOOK = `http://127.0.0.1:${(server.address() as AddressInfo).port}/w/${shop.slug}/hooks/${connectionId}`;
  const env = { ...process.env, WEBHOOK, KEY: SITE_KEY };
  const { stdout } = await promisify(execFile)("sh", ["-c", script], { env });
  server.close();
  expect(stdout).toBe("{}200\n");
  await work(shop);
  expect(await rowsOf(shop, "select text from message")).toEqual([{ text: "還有 38 號嗎？" }]);
});

test("the example is one that would be taken", () => {
  const [, example = ""] = /```json\n([\s\S]*?)```/.exec(docs) ?? [];
  expect(parse(WebsitePost, JSON.parse(example)).events).toHaveLength(2);
});
