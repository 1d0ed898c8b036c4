import { newId } from "../domain/id.ts";
import { type ShopMemberTold, tellShopMembers } from "../domain/shop-members/tell.ts";
import type { FakeSms } from "./fakes/sms.ts";
import { insertContact, TEST_NOW, type TestWorkspace } from "./workspace.ts";
import { rowsOf, work } from "./work.ts";

export const MOBILE = "0912345678";
export const E164 = "+886912345678";

/** Switches the module on or off. */
export const turn = (shop: TestWorkspace, on: boolean) =>
  shop.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('modules', ?, 0) on conflict do update set value = excluded.value",
      args: [JSON.stringify({ crm: on })],
    },
  ]);

/** A LINE contact, and the page behind a link an agent made for them. */
export async function open(shop: TestWorkspace, sms: FakeSms | null) {
  if (sms) shop.sms.now = sms.gateway;
  await turn(shop, true);
  const { contactId, customerId } = await insertContact(shop.db, TEST_NOW);
  const makeLink = async () => {
    const { url } = await shop
      .client("agent")
      .crm.phoneLink.mutate({ operationId: newId(shop.clock.now), contactId });
    return new URL(url).pathname + new URL(url).search;
  };
  const link = await makeLink();
  const get = (path = link) => shop.fetch(path);
  const post = (fields: Record<string, string>, { path = link, address = "10.0.0.1" } = {}) =>
    shop.fetch(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "X-Test-Address": address },
    });
  /** Asks for a code and answers with the proof's id, as the page holds it. */
  const ask = async (phone = MOBILE, more = {}) => {
    const text = await (await post({ phone }, more)).text();
    return /name="proof" value="([^"]+)"/.exec(text)?.[1] ?? "";
  };
  const contact = async () => (await rowsOf(shop, "select * from contact where id = ?", contactId))[0];
  return { contactId, customerId, link, makeLink, get, post, ask, contact };
}

/** The shop tells of a member. */
export const member = async (shop: TestWorkspace, fields: Partial<ShopMemberTold> = {}) => {
  const told: ShopMemberTold = {
    memberNo: "M100",
    system: "api",
    name: "王大明",
    email: "ming@shop.test",
    phone: E164,
    tier: "金卡",
    storeCredit: 12_000,
    currency: "TWD",
    at: TEST_NOW,
    ...fields,
  };
  await shop.db.write(tellShopMembers(shop.clock.now, [told]));
  await work(shop);
};
