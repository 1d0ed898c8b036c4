import { expect, test } from "vitest";
import type { ProfileEdit } from "../../../shared/schemas/panel.ts";
import { failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { forEachEngine } from "../../test/engines.ts";
import { newId } from "../id.ts";

forEachEngine("profile.edit", (createWorkspace) => {
  async function shopWithContact(kind = "line") {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW, { kind });
    const edit = (
      input: Partial<ProfileEdit> & Pick<ProfileEdit, "field" | "value">,
      operationId = newId(1),
    ) => shop.client("agent").profile.edit.mutate({ operationId, contactId, seen: null, ...input });
    const stored = async () => {
      const [result] = await shop.db.read([
        { sql: "select name, email, phone, version from contact where id = ?", args: [contactId] },
      ]);
      return { ...result?.rows[0] };
    };
    return { shop, contactId, edit, stored };
  }

  test("a field is corrected, its value is kept with its author, and the log has before and after", async () => {
    const { shop, contactId, edit, stored } = await shopWithContact();
    const id = newId(1);
    const input = { field: "name", value: "王大明", seen: "王小明" } as const;
    const answer = await edit(input, id);
    expect(answer).toEqual({
      contactId,
      version: 2,
      field: { value: "王大明", source: "agent", authorName: "The agent", at: TEST_NOW },
    });
    expect(await edit(input, id)).toEqual(answer);
    expect(await stored()).toMatchObject({ name: "王大明", version: 2 });
    const [values, events] = await shop.db.read([
      "select field, value, source, author_id from contact_value",
      "select kind, data from event",
    ]);
    expect(values?.rows.map((row) => ({ ...row }))).toEqual([
      { field: "name", value: "王大明", source: "agent", author_id: shop.memberId("agent") },
    ]);
    expect(events?.rows.map((row) => ({ ...row }))).toEqual([
      {
        kind: "profile.edited",
        data: JSON.stringify({ field: "name", before: "王小明", after: "王大明" }),
      },
    ]);
    const { contacts } = shop.client("agent");
    expect(await contacts.find.query({ text: "大明" })).toMatchObject({ items: [{ contactId }] });
    expect(await contacts.find.query({ text: "小明" })).toMatchObject({ items: [] });
  });

  test("phones are stored in E.164 and shown as the region writes them", async () => {
    const { shop, edit, stored } = await shopWithContact();
    expect(await edit({ field: "phone", value: "０９１２-345-678" })).toMatchObject({
      field: { value: "+886912345678", display: "0912 345 678", locked: false },
    });
    expect(await stored()).toMatchObject({ phone: "+886912345678" });
    await shop.db.write([`insert into setting values ('defaultRegion', '"JP"', 0)`]);
    expect(await edit({ field: "phone", value: "090-1234-5678", seen: "+886912345678" })).toMatchObject({
      field: { value: "+819012345678", display: "090-1234-5678" },
    });
    for (const value of ["12", "call me", "0912345678901234", "☎️"]) {
      expect(await failureOfCall(edit({ field: "phone", value, seen: "+819012345678" }))).toMatchObject({
        code: "INVALID_PHONE",
        field: "value",
      });
    }
  });

  test("WhatsApp owns its contacts' phone; their other fields are free", async () => {
    const { edit, stored } = await shopWithContact("whatsapp");
    for (const value of ["0912345678", ""]) {
      expect(await failureOfCall(edit({ field: "phone", value }))).toMatchObject({ code: "PHONE_LOCKED" });
    }
    await edit({ field: "email", value: "Ming@Shop.test" });
    expect(await stored()).toMatchObject({ phone: null, email: "ming@shop.test" });
  });

  test("empty unsets, which differs from what was never set", async () => {
    const { edit, stored } = await shopWithContact();
    expect(await edit({ field: "name", value: " ", seen: "王小明" })).toMatchObject({
      field: { value: null },
    });
    expect(await stored()).toMatchObject({ name: null });
  });

  test("of two agents who saw the same value one is told that it is stale, and nothing of it happened", async () => {
    const { shop, edit, stored } = await shopWithContact();
    const outcomes = await Promise.allSettled(
      ["a@shop.test", "b@shop.test"].map((value) => edit({ field: "email", value }, newId(2))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { email } = await stored();
    expect(await failureOfCall(edit({ field: "email", value: "c@shop.test" }))).toMatchObject({
      code: "STALE",
      field: "value",
    });
    expect(await stored()).toMatchObject({ email, version: 2 });
    const [values] = await shop.db.read(["select count(*) as n from contact_value"]);
    expect(values?.rows[0]?.["n"]).toBe(1);
  });

  test("an address that is none, NUL and 10,000 characters are refused", async () => {
    const { edit, stored } = await shopWithContact();
    const before = await stored();
    for (const value of ["ming", "ming@", "a b@shop.test"]) {
      expect(await failureOfCall(edit({ field: "email", value }))).toMatchObject({ code: "INVALID_EMAIL" });
    }
    const seen = "王小明";
    expect(await failureOfCall(edit({ field: "name", value: "x".repeat(10_000), seen }))).toMatchObject({
      code: "TOO_LONG",
    });
    expect(await failureOfCall(edit({ field: "name", value: "a\0", seen }))).toMatchObject({
      code: "INVALID_INPUT",
    });
    expect(await stored()).toEqual(before);
  });
});
