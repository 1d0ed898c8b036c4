import { expect, test } from "vitest";
import { apiClient } from "../../test/api.ts";
import { forEachEngine } from "../../test/engines.ts";
import { rowsOf } from "../../test/work.ts";
import { failureOfCall, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { newId } from "../id.ts";
import { takeInSearch } from "../search/take-in.ts";
import { indexContactName } from "./name-index.ts";

const op = () => ({ operationId: newId(TEST_NOW) });

async function person(shop: TestWorkspace, name: string, phone: string | null = null): Promise<string> {
  const { contactId } = await insertContact(shop.db, TEST_NOW, { name });
  await shop.db.write([
    ...indexContactName({ contactId, name }),
    { sql: "update contact set phone = ? where id = ?", args: [phone, contactId] },
  ]);
  return contactId;
}

const takeIn = async (shop: TestWorkspace): Promise<void> => {
  while (await takeInSearch(shop.db, TEST_NOW));
};

const find = async (shop: TestWorkspace, text: string, role: "admin" | "agent" = "admin") =>
  (await shop.client(role).contacts.find.query({ text })).items;

forEachEngine("searching", (createWorkspace) => {
  test("what a member writes is found in the moment it is written, and what they take away is not", async () => {
    const shop = await createWorkspace();
    const contactId = await person(shop, "王小明");
    await takeIn(shop);
    const { notes, tags, profile } = shop.client("admin");
    const has = async (text: string) => (await find(shop, text)).length === 1;

    const note = await notes.create.mutate({ ...op(), contactId, text: "住大安區，喜歡米色" });
    expect(await has("大安")).toBe(true);
    const { version } = await notes.edit.mutate({ ...op(), noteId: note.id, text: "住信義區", version: 1 });
    expect([await has("大安"), await has("信義")]).toEqual([false, true]);
    await notes.delete.mutate({ ...op(), noteId: note.id, version });
    expect(await has("信義")).toBe(false);
    await notes.restore.mutate({ ...op(), noteId: note.id });
    expect(await has("信義")).toBe(true);

    const tag = await tags.applyTag.mutate({ ...op(), contactId, name: "常客", confirmed: true });
    expect(await has("常客 小明")).toBe(true);
    await tags.remove.mutate({ ...op(), contactId, tagId: tag.id });
    expect(await has("常客")).toBe(false);
    await tags.restore.mutate({ ...op(), contactId, tagId: tag.id });
    expect(await has("常客")).toBe(true);

    const edit = (value: string, seen: string | null) =>
      profile.edit.mutate({ ...op(), contactId, field: "email", value, seen });
    await edit("first@shop.test", null);
    expect(await has("first@")).toBe(true);
    await edit("second@shop.test", "first@shop.test");
    expect([await has("first@"), await has("SECOND")]).toEqual([false, true]);
    expect(await rowsOf(shop, "select * from search_due")).toEqual([]);
  });

  test("what any other writer writes is taken in, and nobody is erased with pieces left behind", async () => {
    const shop = await createWorkspace();
    const [kept, gone] = [await person(shop, "陳大文"), await person(shop, "龐大海", "+886912345678")];
    await takeIn(shop);
    await shop.db.write([
      { sql: "update contact set member_no = 'M-00077', email = 'A@B.test' where id = ?", args: [kept] },
    ]);
    await takeIn(shop);
    expect((await find(shop, "00077 大文")).map(({ contactId }) => contactId)).toEqual([kept]);
    await shop.db.write([
      { sql: "delete from conversation where contact_id = ?", args: [gone] },
      { sql: "delete from contact where id = ?", args: [gone] },
    ]);
    await takeIn(shop);
    const left = "select rowid from contact_search where contact_search match ?";
    expect(await rowsOf(shop, left, '"龐大"')).toEqual([]);
    expect(await rowsOf(shop, left, '"陳大"')).toHaveLength(1);
    expect(await rowsOf(shop, "select distinct seq from search_text")).toHaveLength(1);
    await shop.db.write(["insert into contact_search (contact_search, rank) values ('integrity-check', 0)"]);
  });

  test("goes on page by page: nobody twice, nobody left out, whoever comes meanwhile is not in between", async () => {
    const shop = await createWorkspace();
    const people: string[] = [];
    for (let i = 0; i < 44; i++) people.unshift(await person(shop, `陳 ${i}`));
    const whole = await person(shop, "somebody");
    await shop.db.write([{ sql: "update contact set member_no = '陳' where id = ?", args: [whole] }]);
    await takeIn(shop);
    const { contacts } = shop.client("agent");
    const first = await contacts.find.query({ text: "陳" });
    await person(shop, "陳 later");
    await takeIn(shop);
    const second = await contacts.find.query({ text: "陳", cursor: first.next });
    const third = await contacts.find.query({ text: "陳", cursor: second.next });
    const ids = [first, second, third].map(({ items }) => items.map(({ contactId }) => contactId));
    expect(ids.map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(ids.flat()).toEqual([whole, ...people]);
    expect(third.next).toBeNull();
    for (const cursor of ["", "part", "part.x", "whole.-1", "part.1; drop table contact"]) {
      expect(await failureOfCall(contacts.find.query({ text: "陳", cursor }))).toMatchObject({
        code: "INVALID_INPUT",
      });
    }
  });

  test("says which text it found them by, and where in it", async () => {
    const shop = await createWorkspace();
    const contactId = await person(shop, "Ａmy 陳", "+886912345678");
    const text = `${"前".repeat(50)}<b>要 VIP 禮盒</b>${"後".repeat(50)}`;
    await shop.client("admin").notes.create.mutate({ ...op(), contactId, text });
    await takeIn(shop);
    const matched = async (search: string) => (await find(shop, search))[0]?.matched;
    expect(await matched("amy")).toEqual([{ field: "name", before: "", hit: "Ａmy", after: " 陳" }]);
    expect(await matched("0912-34")).toEqual([
      { field: "phone", before: "", hit: "0912 34", after: "5 678" },
    ]);
    expect(await matched("ｖｉｐ 陳")).toEqual([
      {
        field: "note",
        before: `…${"前".repeat(25)}<b>要 `,
        hit: "VIP",
        after: ` 禮盒</b>${"後".repeat(23)}…`,
      },
      { field: "name", before: "Ａmy ", hit: "陳", after: "" },
    ]);
  });

  test("a role that sees values masked guesses thirty times in ten minutes, and learns nothing more", async () => {
    const shop = await createWorkspace();
    await person(shop, "王小明", "+886912345678");
    await takeIn(shop);
    await shop.db.write([
      `insert into setting (name, value, updated_at) values ('masking', '{"agent":["phone"]}', 0)`,
    ]);
    const guess = (n: number) => find(shop, `09${String(n).padStart(8, "0")}`, "agent");
    expect((await find(shop, "0912345678", "agent"))[0]).toMatchObject({ phoneDisplay: "••••••678" });
    expect((await find(shop, "小明", "agent"))[0]).not.toHaveProperty("matched");
    for (let n = 0; n < 10; n++) expect(await guess(n)).toEqual([]);
    // Twice as many at once as are left, and the right one after them.
    const answers = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => guess(100 + n)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
    const refused = await failureOfCall(shop.client("agent").contacts.find.query({ text: "0912345678" }));
    expect(refused).toMatchObject({ code: "TOO_MANY_ATTEMPTS", facts: { seconds: 600 } });
    expect(await find(shop, "小明", "agent"), "a part of a name tells nothing").toHaveLength(1);
    expect(await find(shop, "0900000000", "admin")).toEqual([]);
    shop.clock.now += 600_000;
    expect(await find(shop, "0912345678", "agent")).toHaveLength(1);
  });

  test("a role that sees values masked finds names that other systems and jobs wrote, and no older ones", async () => {
    const shop = await createWorkspace();
    await shop.db.write([
      `insert into setting (name, value, updated_at) values ('masking', '{"agent":["phone"]}', 0)`,
    ]);
    const { channelId } = await insertContact(shop.db, TEST_NOW);
    const { call } = await apiClient(shop);
    const made = { channel_id: channelId, external_id: "U1" };
    const { body } = await call("POST", "/contacts", { ...made, name: "王小明" });
    const has = async (text: string) => (await find(shop, text, "agent")).length === 1;
    expect(await has("小明")).toBe(true);
    await call("PATCH", `/contacts/${String(body["id"])}`, { name: "陳大文" });
    expect([await has("小明"), await has("大文")]).toEqual([false, true]);
    await shop.db.write([
      { sql: "update contact set name = '林海' where id = ?", args: [String(body["id"])] },
    ]);
    await takeIn(shop);
    expect([await has("大文"), await has("林海")]).toEqual([false, true]);
    await call("PATCH", `/contacts/${String(body["id"])}`, { name: null });
    const named = "select 1 from contact_name f join contact c on c.seq = f.rowid where c.id = ?";
    expect(await rowsOf(shop, named, String(body["id"]))).toEqual([]);
  });

  test("a workspace from before is answered from its names while it is taken in, and loses no change", async () => {
    const shop = await createWorkspace();
    const people: string[] = [];
    for (let i = 0; i < 25; i++) people.unshift(await person(shop, `陳 ${i}`, `+8869000000${10 + i}`));
    await shop.db.write([
      "delete from search_due",
      "insert into search_backfill (id, below) select 1, max(seq) + 1 from contact",
    ]);
    expect(await find(shop, "陳 7")).toHaveLength(1);
    expect(await find(shop, "0900000"), "not yet").toEqual([]);
    await takeInSearch(shop.db, TEST_NOW);
    const oldest = people.at(-1) ?? "";
    await shop.db.write([{ sql: "update contact set phone = '+886911111111' where id = ?", args: [oldest] }]);
    await takeIn(shop);
    expect(await rowsOf(shop, "select * from search_backfill")).toEqual([]);
    expect(await find(shop, "0900000")).toHaveLength(20);
    expect((await find(shop, "0911111")).map(({ contactId }) => contactId)).toEqual([oldest]);
    expect(await find(shop, "0900000010")).toEqual([]);
  });
});
