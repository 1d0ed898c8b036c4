import { expect, test } from "vitest";
import { nameTerms } from "../contacts/name-terms.ts";
import { forEachEngine } from "../../test/engines.ts";
import { insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

const ref = { inbox: "demo", origin: "https://inbox.test", account: "1", conversation: "7" } as const;

const mask = (shop: TestWorkspace) =>
  shop.db.write([
    `insert into setting (name, value, updated_at) values ('masking', '{"agent":["phone","email","id"],"sales":["phone"],"supervisor":[]}', 0)`,
  ]);

forEachEngine("panel.open, masked", (createWorkspace) => {
  test("what the person has in another channel is masked in a note of this one", async () => {
    const shop = await createWorkspace();
    await mask(shop);
    const here = await insertContact(shop.db, TEST_NOW, { externalId: "U-here" });
    const other = await insertContact(shop.db, TEST_NOW, { externalId: "U-elsewhere" });
    await shop.db.write([
      {
        sql: "update contact set customer_id = (select customer_id from contact where id = ?), member_no = 'VIP-7788' where id = ?",
        args: [here.contactId, other.contactId],
      },
      {
        sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('demo', ?, '1', '7', ?, 'webhook', 0)",
        args: [ref.origin, here.contactId],
      },
      {
        sql: "insert into note (id, contact_id, text, author_id, created_at, updated_at) values ('n1', ?, 'is VIP-7788', ?, 0, 0)",
        args: [here.contactId, shop.memberId("admin")],
      },
    ]);
    const noted = async (role: "agent" | "supervisor") => {
      const view = await shop.client(role).panel.open.query({ ref: { ...ref, hints: {} } });
      return view.state === "linked" ? view.notes.items.map(({ text }) => text) : view.state;
    };
    expect(await noted("agent")).toEqual(["is ••••••"]);
    expect(await noted("supervisor")).toEqual(["is VIP-7788"]);
  });

  test("the name of somebody suggested shows nothing of what they have in another channel", async () => {
    const shop = await createWorkspace();
    await mask(shop);
    const named = await insertContact(shop.db, TEST_NOW, { externalId: "U-1", name: "小明 VIP-7788" });
    const other = await insertContact(shop.db, TEST_NOW, { externalId: "U-2", name: "Ming" });
    await shop.db.write([
      {
        sql: "update contact set customer_id = (select customer_id from contact where id = ?), member_no = 'VIP-7788' where id = ?",
        args: [named.contactId, other.contactId],
      },
      {
        sql: "insert into contact_name (rowid, terms, words) select seq, ?, ? from contact where id = ?",
        args: [...Object.values(nameTerms("小明 VIP-7788")), named.contactId],
      },
    ]);
    const suggested = async (role: "agent" | "supervisor", name: string) => {
      const view = await shop.client(role).panel.open.query({ ref: { ...ref, hints: { name } } });
      return view.state === "unlinked" ? view.candidates.map((candidate) => candidate.name) : view.state;
    };
    expect(await suggested("agent", "小明")).toEqual(["小明 ••••••"]);
    expect(await suggested("agent", "VIP-7788")).toEqual([]);
    expect(await suggested("supervisor", "VIP-7788")).toEqual(["小明 VIP-7788"]);
  });

  test("a hint tells nobody whose value it is that they see masked", async () => {
    const shop = await createWorkspace();
    await mask(shop);
    const { contactId } = await insertContact(shop.db, TEST_NOW, { externalId: "U-1", name: "王小明" });
    await shop.db.write([
      {
        sql: "update contact set phone = '+886912345678', email = 'ming@shop.test' where id = ?",
        args: [contactId],
      },
    ]);
    const hints = { phone: "0912345678", email: "ming@shop.test" };
    const reasons = async (role: "agent" | "sales" | "supervisor") => {
      const view = await shop.client(role).panel.open.query({ ref: { ...ref, hints } });
      return view.state === "unlinked"
        ? view.candidates.flatMap((candidate) => candidate.reasons)
        : view.state;
    };
    expect(await reasons("agent")).toEqual([]);
    expect(await reasons("sales")).toEqual(["same_email"]);
    expect(await reasons("supervisor")).toEqual(["same_phone", "same_email"]);
  });
});
