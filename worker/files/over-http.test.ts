import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterEach, expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { insertMessages } from "../test/messages.ts";
import { rowsOf } from "../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A conversation of 20 MB behind a real connection, so that no buffer in between holds all of it. */
async function overHttp() {
  const shop = await createTestWorkspace();
  const made = await insertContact(shop.db, TEST_NOW);
  const text = "長".repeat(2000);
  await insertMessages(
    shop.db,
    made,
    Array.from({ length: 3500 }, (_, i) => ({ text, at: TEST_NOW + i })),
  );
  const listener = getRequestListener((request) => shop.fetch(new URL(request.url).pathname, request));
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const download = (signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${port}/w/shop/files/conversation.csv`, {
      method: "POST",
      headers: { Authorization: `Bearer ${shop.token("admin")}`, "Content-Type": "application/json" },
      body: JSON.stringify({ contactId: made.contactId, language: "en", operationId: newId(TEST_NOW) }),
      ...(signal ? { signal } : {}),
    });
  return { shop, download };
}

/** Runs before the nth batch that is read. */
function before(shop: TestWorkspace, nth: number, run: () => Promise<unknown>) {
  const { read } = shop.db;
  let reads = 0;
  shop.db.read = async (statements) => {
    reads += 1;
    if (reads === nth) await run();
    return read(statements);
  };
  return { reads: () => reads };
}

const exported = (shop: TestWorkspace) => rowsOf(shop, "select last_exported_at as at from conversation");

test("a whole file ends; one whose session ends on the way breaks the connection off", async () => {
  const { shop, download } = await overHttp();
  expect((await (await download()).text()).split("\r\n")).toHaveLength(3502);
  expect(await exported(shop)).toEqual([{ at: TEST_NOW }]);
  await shop.db.write(["update conversation set last_exported_at = null"]);
  before(shop, 3, () => shop.db.write(["update session set revoked_at = 1"]));
  const answer = await download();
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow("terminated");
  expect(await exported(shop)).toEqual([{ at: null }]);
  expect(shop.reported).toEqual([]);
});

test("a client that goes away stops the reading, and nothing counts as exported", async () => {
  const { shop, download } = await overHttp();
  const leaving = new AbortController();
  const { reads } = before(shop, 2, async () => {
    leaving.abort();
    // The connection's end is told in another turn.
    await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await expect(download(leaving.signal).then((answer) => answer.text())).rejects.toThrow("aborted");
  await expect.poll(async () => (await exported(shop))[0]).toEqual({ at: null });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(reads()).toBeLessThan(4);
  expect(shop.reported).toEqual([]);
});
