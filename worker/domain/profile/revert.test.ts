import { expect, test } from "vitest";
import { createTestWorkspace, failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { forEachEngine } from "../../test/engines.ts";
import { newId } from "../id.ts";

type Field = "name" | "email" | "phone" | "member_no";

async function shopWithValues(kind = "line", create = createTestWorkspace) {
  const shop = await create();
  const { contactId } = await insertContact(shop.db, TEST_NOW, { kind });
  const { profile } = shop.client("agent");
  let at = TEST_NOW - 1000;
  /** As somebody else gave it before. */
  const had = async (field: Field, value: string | null, source = "channel") => {
    const id = newId(++at);
    await shop.db.write([
      {
        sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, ?, ?, ?, ?)",
        args: [id, contactId, field, value, source, at],
      },
      { sql: `update contact set ${field} = ? where id = ?`, args: [value, contactId] },
    ]);
    return id;
  };
  const revert = (field: Field, valueId: string, seen: string | null) =>
    profile.revert.mutate({ contactId, field, valueId, seen, operationId: newId(TEST_NOW) });
  const history = (field: Field) => profile.history.query({ contactId, field });
  const stored = async () => {
    const [result] = await shop.db.read([
      "select name, email, phone, member_no, version from contact limit 1",
    ]);
    return { ...result?.rows[0] };
  };
  return { shop, contactId, profile, had, revert, history, stored };
}

forEachEngine("profile history", (createWorkspace) => {
  test("each value tells where it came from, and is set again as a row of its own", async () => {
    const { shop, had, revert, history, stored } = await shopWithValues("line", createWorkspace);
    const first = await had("phone", "+886912345678");
    const second = await had("phone", null, "import");
    expect(await history("phone")).toEqual([
      {
        id: second,
        field: "phone",
        value: null,
        display: null,
        source: "import",
        authorName: null,
        at: TEST_NOW - 998,
      },
      {
        id: first,
        field: "phone",
        value: "+886912345678",
        display: "0912 345 678",
        source: "channel",
        authorName: null,
        at: TEST_NOW - 999,
      },
    ]);
    expect(await revert("phone", first, second)).toMatchObject({
      version: 2,
      field: { value: "+886912345678", display: "0912 345 678", source: "agent", authorName: "The agent" },
    });
    expect(await stored()).toMatchObject({ phone: "+886912345678" });
    expect((await history("phone")).map(({ value }) => value)).toEqual([
      "+886912345678",
      null,
      "+886912345678",
    ]);
    const [events] = await shop.db.read(["select kind, data from event"]);
    expect(events?.rows.map((row) => Object.values(row))).toEqual([
      ["profile.reverted", '{"field":"phone"}'],
    ]);
    // Back to unset.
    const [newest] = await history("phone");
    expect(await revert("phone", second, newest?.id ?? "")).toMatchObject({ field: { value: null } });
    expect(await stored()).toMatchObject({ phone: null });
  });
});

test("a newer value than the one seen is not overruled", async () => {
  const { had, revert, stored } = await shopWithValues();
  const first = await had("email", "a@shop.test");
  const second = await had("email", "b@shop.test");
  await had("email", "c@shop.test");
  expect(await failureOfCall(revert("email", first, second))).toMatchObject({ code: "STALE" });
  expect(await stored()).toMatchObject({ email: "c@shop.test", version: 1 });
});

test("what was never valid, a locked phone and a number that is another's now are refused", async () => {
  const { shop, contactId, had, revert, stored } = await shopWithValues();
  const [badMail, badPhone, number] = [
    await had("email", "no address"),
    await had("phone", "call me"),
    await had("member_no", "M1", "binding"),
  ];
  const [mail, phone, other] = [
    await had("email", null),
    await had("phone", null),
    await had("member_no", "M2"),
  ];
  expect(await failureOfCall(revert("email", badMail, mail))).toMatchObject({ code: "INVALID_EMAIL" });
  expect(await failureOfCall(revert("phone", badPhone, phone))).toMatchObject({ code: "INVALID_PHONE" });
  const taker = await insertContact(shop.db, TEST_NOW);
  await shop.db.write([{ sql: "update contact set member_no = 'M1' where id = ?", args: [taker.contactId] }]);
  expect(await failureOfCall(revert("member_no", number, other))).toMatchObject({ code: "MEMBER_NO_TAKEN" });
  // The same person's other channel may have it too.
  await shop.db.write([
    {
      sql: "update contact set customer_id = (select customer_id from contact where id = ?) where id = ?",
      args: [contactId, taker.contactId],
    },
  ]);
  await revert("member_no", number, other);
  expect(await stored()).toMatchObject({ member_no: "M1", email: null, phone: null });

  const whatsapp = await shopWithValues("whatsapp");
  const [was, is] = [
    await whatsapp.had("phone", "+886911111111"),
    await whatsapp.had("phone", "+886922222222"),
  ];
  expect(await failureOfCall(whatsapp.revert("phone", was, is))).toMatchObject({ code: "PHONE_LOCKED" });
});

test("a value of another field or contact is nobody's; a name goes back into the search", async () => {
  const { shop, had, revert } = await shopWithValues();
  const [name, newer] = [await had("name", "陳大文"), await had("name", "Somebody")];
  expect(await failureOfCall(revert("email", name, null))).toMatchObject({ code: "NOT_FOUND" });
  await revert("name", name, newer);
  expect(await shop.client("agent").contacts.find.query({ text: "大文" })).toMatchObject({
    items: [{ name: "陳大文" }],
  });
});
