import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { getRequestListener } from "@hono/node-server";
import { afterAll, expect, test, vi } from "vitest";
import { type Role, ROLES } from "../../shared/permissions.ts";
import type { DemoChanges, DemoConversations } from "../../shared/schemas/demo.ts";
import { work } from "../test/work.ts";
import { createTestWorkspace } from "../test/workspace.ts";
import { createDemoApp } from "./app.ts";
import { lineCurl } from "./line-curl.ts";
import { pointDemoAt } from "./point.ts";
import { seedDemo } from "./seed.ts";
import { LINE_DEMO } from "./shop.ts";

vi.setConfig({ testTimeout: 60_000 });

const passwords = Object.fromEntries(ROLES.map((role) => [role, "correct horse battery"])) as Record<
  Role,
  string
>;
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function startDemo() {
  const now = Date.now();
  const shop = await createTestWorkspace(now);
  await seedDemo(shop.db, { now, sealer: shop.sealer, passwords });
  const pages = await mkdtemp(join(tmpdir(), "alongside-pages-"));
  const app = createDemoApp({ db: shop.db, workspace: "shop", publicUrl: "http://localhost:1", pages });
  const http = createServer(getRequestListener(app.fetch));
  servers.push(http);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  await pointDemoAt(shop.db, origin, now);
  const get = async <T>(path: string) => (await app.request(`http://localhost${path}`)).json() as Promise<T>;
  return { shop, get };
}

/** Runs the commands as they are printed; what they would hand to curl goes to the app. */
async function run(commands: string, fetch: (path: string, init: RequestInit) => Promise<Response>) {
  const script = `curl() { printf '%s\\0' "$@"; }\n${commands}`;
  const { stdout } = await promisify(execFile)("bash", ["-c", script]);
  const words = stdout.split("\0");
  const url = words.find((word) => word.startsWith("http://")) ?? "";
  const headers = words.flatMap((word, i) => (words[i - 1] === "-H" ? [word.split(": ")] : []));
  const body = words[words.indexOf("--data-binary") + 1] ?? "";
  return fetch(new URL(url).pathname, {
    method: "POST",
    headers: headers as [string, string][],
    body,
  });
}

test("the printed commands send a signed message, and it appears with the sender's name", async () => {
  const { shop, get } = await startDemo();
  const before = await get<DemoChanges>("/api/changes");
  const text = "請問週末有營業嗎？";
  const answer = await run(lineCurl("http://localhost:1", "shop", LINE_DEMO.newcomer, text), shop.fetch);
  expect(answer.status).toBe(200);
  await work(shop);

  const { changed } = await get<DemoChanges>(`/api/changes?version=${before.version}`);
  const [newest] = changed?.conversations.items ?? [];
  expect(newest).toMatchObject({
    externalId: LINE_DEMO.newcomer,
    channel: { kind: "line", accountId: LINE_DEMO.destination },
    unread: 1,
    last: { text },
  });
  expect(newest?.name).not.toBeNull();
  expect(shop.reported).toEqual([]);

  const view = await shop.client("agent").panel.open.query({
    ref: {
      inbox: "demo",
      origin: "http://localhost:2",
      account: "shop",
      conversation: newest?.id ?? "",
      identity: { channelAccount: LINE_DEMO.destination, externalId: LINE_DEMO.newcomer },
      hints: {},
    },
  });
  expect(view).toMatchObject({ state: "linked", historyIncomplete: true });
});

test("somebody already known writes on in their own thread, and a wrong secret is refused", async () => {
  const { shop, get } = await startDemo();
  const list = await get<DemoConversations>("/api/conversations");
  const known = list.items.find(({ channel }) => channel.kind === "line");
  const commands = lineCurl("http://localhost:1", "shop", known?.externalId ?? "", "在嗎");
  const forged = await run(commands.replace(LINE_DEMO.channelSecret, "guessed"), shop.fetch);
  expect(forged.status).toBe(401);
  expect((await run(commands, shop.fetch)).status).toBe(200);
  await work(shop);
  const after = await get<DemoConversations>("/api/conversations");
  expect(after.items[0]).toMatchObject({ id: known?.id, name: known?.name, last: { text: "在嗎" } });
});

test("the README shows these very commands", async () => {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(
    lineCurl("http://localhost:8787", "demo", LINE_DEMO.newcomer, "請問週末有營業嗎？"),
  );
});
