import { expect, test } from "vitest";
import { seenMasked } from "../../../shared/masking.ts";
import { forEachEngine } from "../../test/engines.ts";
import { rowsOf } from "../../test/work.ts";
import { failureOfCall, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { newId } from "../id.ts";

const operationId = () => newId(TEST_NOW);
const ref = {
  inbox: "demo",
  origin: "https://inbox.test",
  account: "1",
  conversation: "7",
  hints: {},
} as const;

/** A customer with an email and a phone, shown masked to agents. */
async function furnish(shop: TestWorkspace): Promise<string> {
  const { contactId } = await insertContact(shop.db, TEST_NOW, { externalId: "U-canary-id-1" });
  await shop.db.write([
    `insert into setting (name, value, updated_at) values ('masking', '{"agent":["phone","email","id"],"sales":["phone"]}', 0)`,
    {
      sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('demo', ?, '1', '7', ?, 'webhook', 0)",
      args: [ref.origin, contactId],
    },
  ]);
  const { profile } = shop.client("admin");
  const edit = { contactId, seen: null };
  await profile.edit.mutate({ ...edit, operationId: operationId(), field: "email", value: "ming@shop.test" });
  await profile.edit.mutate({ ...edit, operationId: operationId(), field: "phone", value: "0912345678" });
  return contactId;
}

async function contactOf(shop: TestWorkspace, role: "agent" | "sales" | "supervisor") {
  const view = await shop.client(role).panel.open.query({ ref });
  if (view.state !== "linked") throw new Error("the conversation is linked");
  return view.contact;
}

forEachEngine("masking", (createWorkspace) => {
  test("each role sees what its masks leave; whose role has none sees everything", async () => {
    const shop = await createWorkspace();
    await furnish(shop);
    expect(await contactOf(shop, "agent")).toMatchObject({
      externalId: "••••••id1",
      profile: {
        email: { value: "m•••@•••", masked: true },
        phone: { value: "••••••678", display: "••••••678", masked: true },
        memberNo: { value: null },
      },
    });
    const { profile } = await contactOf(shop, "sales");
    expect(profile).toMatchObject({ email: { value: "ming@shop.test" }, phone: { value: "••••••678" } });
    expect(profile.email).not.toHaveProperty("masked");
    expect(await contactOf(shop, "supervisor")).toMatchObject({
      externalId: "U-canary-id-1",
      profile: { email: { value: "ming@shop.test" }, phone: { value: "+886912345678" } },
    });
  });

  test("a masked field is edited without seeing it, and not over what somebody changed meanwhile", async () => {
    const shop = await createWorkspace();
    const contactId = await furnish(shop);
    const { at } = (await contactOf(shop, "agent")).profile.email;
    const edit = (value: string, seen: string | null) =>
      shop.client("agent").profile.edit.mutate({
        operationId: operationId(),
        contactId,
        field: "email",
        value,
        seen,
      });
    shop.clock.now = TEST_NOW + 1000;
    const edited = await edit("wang@shop.test", seenMasked(at ?? 0));
    expect(edited.field).toMatchObject({ value: "w•••@•••", masked: true, at: TEST_NOW + 1000 });
    for (const outdated of [seenMasked(at ?? 0), null, "m•••@•••"]) {
      expect(await failureOfCall(edit("other@shop.test", outdated))).toMatchObject({ code: "STALE" });
    }
    const [event] = await rowsOf(shop, "select data from event order by at desc, id desc limit 1");
    expect(JSON.parse(String(event?.["data"]))).toEqual({
      field: "email",
      before: "ming@shop.test",
      after: "wang@shop.test",
    });
  });

  test("a text with a mask in it is refused, so that nothing is stored over what it hides", async () => {
    const shop = await createWorkspace();
    const contactId = await furnish(shop);
    const { notes } = shop.client("agent");
    const note = await shop.client("admin").notes.create.mutate({
      operationId: operationId(),
      contactId,
      text: "Call 0912-345-678 or U-canary-id-1",
    });
    const [shown] = (await notes.list.query({ contactId, cursor: null })).items;
    expect(shown?.text).toBe("Call •••••• or ••••••");
    const rewriting = shop.client("agent").notes.create.mutate({
      operationId: operationId(),
      contactId,
      text: shown?.text ?? "",
    });
    expect(await failureOfCall(rewriting)).toMatchObject({ code: "MASKED_INPUT" });
    expect(await rowsOf(shop, "select text from note")).toEqual([{ text: note.text }]);
  });

  test("revealing needs a reason, is audited without the values, and rests nowhere", async () => {
    const shop = await createWorkspace();
    const contactId = await furnish(shop);
    const { contacts } = shop.client("agent");
    const input = { operationId: operationId(), contactId, reason: "Calls back on 0912345678" };
    for (const reason of ["", "  ", "ab"]) {
      const refused = contacts.reveal.mutate({ ...input, fields: ["phone"], reason });
      expect(await failureOfCall(refused)).toMatchObject({ code: "INVALID_INPUT", field: "reason" });
    }
    const revealed = {
      contactId,
      phone: "+886912345678",
      phoneDisplay: "0912 345 678",
      memberNo: null,
    };
    const reveal = () => contacts.reveal.mutate({ ...input, fields: ["phone", "memberNo"] });
    expect(await reveal()).toEqual(revealed);
    shop.clock.now += 59_999;
    expect(await reveal(), "the same operation again, the first answer was lost").toEqual(revealed);
    shop.clock.now += 1;
    expect(await failureOfCall(reveal()), "later").toMatchObject({ code: "CONFLICT" });
    const audited = await rowsOf(
      shop,
      "select actor_id, target, detail from audit where verb = 'contacts.reveal' order by seq",
    );
    const detail = { fields: ["phone", "memberNo"], reason: "Calls back on ••••••" };
    expect(audited).toEqual(
      [detail, { ...detail, again: true }].map((told) => ({
        actor_id: shop.memberId("agent"),
        target: contactId,
        detail: JSON.stringify(told),
      })),
    );
    expect(
      await rowsOf(
        shop,
        "select result from operation where verb = 'contacts.reveal' and result is not null",
      ),
    ).toEqual([]);
    const marketing = shop
      .client("marketing")
      .contacts.reveal.mutate({ ...input, operationId: operationId(), fields: ["phone"] });
    expect(await failureOfCall(marketing)).toMatchObject({ code: "FORBIDDEN" });
  });

  test("a repeat shows nothing of whoever was deleted meanwhile, and nothing to who lost the right", async () => {
    const shop = await createWorkspace();
    const contactId = await furnish(shop);
    const { contacts, notes, tags } = shop.client("agent");
    const about = () => ({ operationId: operationId(), contactId });
    const revealing = { ...about(), fields: ["phone" as const], reason: "Calls back" };
    const reveal = () => contacts.reveal.mutate(revealing);
    const noting = { ...about(), text: "secret" };
    const { id: noteId, version } = await notes.create.mutate(noting);
    const rewriting = { operationId: operationId(), noteId, text: "secret too", version };
    const tagging = { ...about(), name: "VIP", confirmed: false };
    const repeats = [
      reveal,
      () => notes.create.mutate(noting),
      () => notes.edit.mutate(rewriting),
      () => tags.applyTag.mutate(tagging),
    ];
    for (const repeat of repeats) expect(await repeat()).toEqual(await repeat());

    const allow = (allowed: 0 | 1) =>
      shop.db.write([
        `insert or replace into permission_override (role, permission, allowed, updated_at) values ('agent', 'contact:reveal', ${allowed}, 1)`,
      ]);
    await allow(0);
    expect(await failureOfCall(reveal())).toMatchObject({ code: "FORBIDDEN" });
    await allow(1);

    const { conversations } = shop.client("supervisor");
    const { token } = await conversations.deletionPreview.query({ contactId });
    const deleting = { ...about(), seen: token, typed: "DELETE" };
    const deleted = await conversations.delete.mutate(deleting);
    for (const repeat of repeats) {
      expect(await failureOfCall(repeat())).toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await conversations.delete.mutate(deleting), "the deletion itself").toEqual(deleted);
  });
});
