import { expect, test } from "vitest";
import { type ShopMemberTold, tellShopMembers } from "../domain/shop-members/tell.ts";
import {
  BOT,
  connectLine,
  fakeLine,
  lineEvent,
  postLine,
  redelivered,
  textEvent,
} from "../test/fakes/line.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";
import { rowsOf, work } from "../test/work.ts";

const turn = (shop: TestWorkspace, on: boolean) =>
  shop.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('modules', ?, 0) on conflict do update set value = excluded.value",
      args: [JSON.stringify({ crm: on })],
    },
  ]);

const ask = (data: string, replyToken: string, at = TEST_NOW) =>
  lineEvent("postback", { postback: { data }, replyToken }, { at });

async function open() {
  const shop = await createTestWorkspace();
  await turn(shop, true);
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line, { accountId: BOT });
  const post = async (...events: unknown[]) => {
    await postLine(shop, connectionId, events);
    await work(shop);
  };
  await post(textEvent("1", "hi"));
  const pathIn = (text = "") =>
    new URL(/http\S+/.exec(text)?.[0] ?? "http://none").href.replace("http://alongside.test", "");
  return { shop, line, post, pathIn };
}

const put = (shop: TestWorkspace, fields: Partial<ShopMemberTold> = {}) =>
  shop.db.write(
    tellShopMembers(shop.clock.now, [
      {
        memberNo: "A1234567",
        system: "api",
        name: "王<script>alert(1)</script>明",
        tier: "\u202E金卡\u202C",
        storeCredit: 123_450,
        currency: "TWD",
        at: TEST_NOW,
        ...fields,
      },
    ]),
  );

test("a button in LINE is answered with a link to the card, which shows membership and barcode", async () => {
  const { shop, line, post, pathIn } = await open();
  await post(ask("alongside:card", "r1"));
  const path = pathIn(line.replies.get("r1"));
  expect(path).toMatch(/^\/w\/shop\/crm\/card\?token=/);
  expect(await (await shop.fetch(path)).text()).toContain("We do not know your membership yet");

  await put(shop);
  await shop.db.write(["update contact set member_no = 'A1234567'"]);
  const page = await shop.fetch(`${path}&lang=zh-TW`);
  expect(page.headers.get("Cache-Control")).toBe("no-store");
  expect(page.headers.get("Referrer-Policy")).toBe("no-referrer");
  const text = await page.text();
  expect(text).toContain("會員編號");
  expect(text).toContain("A1234567");
  expect(text).toContain("$1,234.50");
  expect(text).toContain("<path d=");
  expect(text).not.toContain("<script");
  shop.clock.now += 3_600_000;
  expect((await shop.fetch(path)).status).toBe(400);
});

test("a member number that is no barcode is shown as text; without store credit there is none", async () => {
  const { shop, line, post, pathIn } = await open();
  await post(ask("alongside:card", "r1"));
  await put(shop, { memberNo: "會員-1", storeCredit: null });
  await shop.db.write(["update contact set member_no = '會員-1'"]);
  const text = await (await shop.fetch(pathIn(line.replies.get("r1")))).text();
  expect(text).toContain("會員-1");
  expect(text).not.toContain("<path");
  expect(text).not.toContain("Store credit");
});

test("the other button brings the page for the phone; the same event twice is answered once", async () => {
  const { line, post, pathIn } = await open();
  const event = ask("alongside:phone", "r1");
  await post(event);
  await post(redelivered(event));
  expect([...line.replies.keys()]).toEqual(["r1"]);
  expect(pathIn(line.replies.get("r1"))).toMatch(/^\/w\/shop\/crm\/phone\?token=/);
  expect(line.asked.filter((path) => path.endsWith("/reply"))).toHaveLength(1);
});

test("after an error the reply is tried again; one whose token was used up, is not", async () => {
  const { shop, line, post } = await open();
  line.instead.push({ status: 500, body: {} });
  await post(ask("alongside:card", "r1"));
  expect(line.replies.size).toBe(0);
  shop.clock.now += 5_000;
  await work(shop);
  expect([...line.replies.keys()]).toEqual(["r1"]);
  await post(ask("alongside:card", "r1", TEST_NOW + 1));
  shop.clock.now += 600_000;
  await work(shop);
  expect(await rowsOf(shop, "select state from job where kind = 'crm.reply'")).toEqual([]);
  expect([...line.replies.keys()]).toEqual(["r1"]);
});

test.each(["off", "blocked", "late", "other"])("%s: nobody is answered", async (why) => {
  const { shop, line, post } = await open();
  if (why === "off") await turn(shop, false);
  if (why === "blocked") await shop.db.write(["update contact set blocked_at = 1"]);
  if (why === "late") line.instead.push({ status: 503, body: {} });
  await post(ask(why === "other" ? "alongside:else" : "alongside:card", "r1"));
  shop.clock.now += 60_000;
  await work(shop);
  expect(line.replies.size).toBe(0);
});
