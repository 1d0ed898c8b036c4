import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { forEachEngine } from "./engines.ts";
import { connectLine, fakeLine, postLine, postRaw, textEvent, userId } from "./fakes/line.ts";
import { rowsOf, work } from "./work.ts";
import { failureOfCall, insertContact, TEST_NOW } from "./workspace.ts";

const operationId = () => newId(TEST_NOW);

forEachEngine("tags and operations", (createWorkspace) => {
  test("a repeat asks first, then counts; the event log tells both", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const { tags } = shop.client("agent");
    const tag = { contactId, name: "VIP", confirmed: false };
    expect(await tags.applyTag.mutate({ ...tag, operationId: operationId() })).toMatchObject({ count: 1 });
    const asked = await failureOfCall(tags.applyTag.mutate({ ...tag, operationId: operationId() }));
    expect(asked).toMatchObject({ code: "CONFIRM_REPEAT", facts: { tag: "VIP" } });
    const confirmed = { ...tag, confirmed: true, operationId: operationId() };
    expect(await tags.applyTag.mutate(confirmed)).toMatchObject({ count: 2 });
    const [events] = await shop.db.read(["select kind from event order by rowid"]);
    expect(events?.rows.map((row) => row["kind"])).toEqual(["tag.applied", "tag.repeated"]);
    expect(shop.reported).toEqual([]);
  });

  test("the same operation answers its first result; with another input it is a conflict", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const { tags } = shop.client("agent");
    const input = { operationId: operationId(), contactId, name: "VIP", confirmed: false };
    const first = await tags.applyTag.mutate(input);
    const again = await Promise.all(Array.from({ length: 10 }, () => tags.applyTag.mutate(input)));
    expect(again).toEqual(Array.from({ length: 10 }, () => first));
    expect(await failureOfCall(tags.applyTag.mutate({ ...input, name: "other" }))).toMatchObject({
      code: "CONFLICT",
    });
    expect(
      await failureOfCall(shop.client("admin").tags.applyTag.mutate(input)),
      "somebody else's operation",
    ).toMatchObject({ code: "CONFLICT" });
    const [rows] = await shop.db.read(["select count(*) as n from tagging"]);
    expect(rows?.rows[0]?.["n"]).toBe(1);
  });

  test("twenty agents tagging at once: one applies, the others are asked", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const { tags } = shop.client("agent");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        tags.applyTag.mutate({ operationId: operationId(), contactId, name: "VIP", confirmed: false }),
      ),
    );
    expect(outcomes.filter((o) => o.status === "fulfilled")).toHaveLength(1);
    const [rows] = await shop.db.read(["select count from contact_tag"]);
    expect(rows?.rows).toMatchObject([{ count: 1 }]);
    expect(shop.reported).toEqual([]);
  });
});

forEachEngine("guards", (createWorkspace) => {
  test("nobody, an ended session, a disabled member and a lost right are refused, and nothing happens", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const apply = (role: "agent" | "sales" | "supervisor" | "marketing" | null) =>
      failureOfCall(
        shop
          .client(role)
          .tags.applyTag.mutate({ operationId: operationId(), contactId, name: "VIP", confirmed: false }),
      );
    await shop.db.write([
      { sql: "update session set revoked_at = 1 where member_id = ?", args: [shop.memberId("agent")] },
      { sql: "update member set state = 'disabled' where id = ?", args: [shop.memberId("sales")] },
      {
        sql: "update session set access_expires_at = ? where member_id = ?",
        args: [TEST_NOW, shop.memberId("marketing")],
      },
      "insert into permission_override (role, permission, allowed, updated_at) values ('supervisor', 'tag:apply', 0, 1)",
    ]);
    expect(await apply(null)).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await apply("agent")).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await apply("sales")).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await apply("marketing")).toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await apply("supervisor")).toMatchObject({ code: "FORBIDDEN" });
    const [taggings, operations] = await shop.db.read(["select 1 from tagging", "select 1 from operation"]);
    expect([taggings?.rows.length, operations?.rows.length]).toEqual([0, 0]);
  });

  test("a workspace nobody made is not found, and text with U+0000 is refused", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    expect((await shop.fetch("/w/nowhere/trpc/tags.applyTag", { method: "POST" })).status).toBe(404);
    const input = { operationId: operationId(), contactId, name: "a\0b", confirmed: false };
    expect(await failureOfCall(shop.client("agent").tags.applyTag.mutate(input))).toMatchObject({
      code: "INVALID_INPUT",
      field: "name",
    });
  });
});

forEachEngine("webhooks", (createWorkspace) => {
  test("a signed post is durable when it is answered, and has one effect however often it comes", async () => {
    const shop = await createWorkspace();
    const line = await fakeLine();
    line.profiles.set(userId(1), { displayName: "陳小明" });
    const connectionId = await connectLine(shop, line);
    await work(shop);
    const event = textEvent("1", "還有貨嗎？");
    const posts = Array.from({ length: 10 }, () => postLine(shop, connectionId, [event]));
    expect((await Promise.all(posts)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await rowsOf(shop, "select processed_at from inbound_event")).toEqual([{ processed_at: null }]);
    expect(shop.woken).toBeGreaterThan(0);
    await work(shop);
    await work(shop);
    expect(await rowsOf(shop, "select text from message")).toEqual([{ text: "還有貨嗎？" }]);
    expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: "陳小明" }]);
    expect(shop.reported).toEqual([]);
  });

  test("a wrong signature and a body that is no JSON store nothing", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectLine(shop, await fakeLine());
    expect((await postRaw(shop, connectionId, '{"events":[]}', { "X-Line-Signature": "wrong" })).status).toBe(
      401,
    );
    expect((await postLine(shop, newId(TEST_NOW), [textEvent("1", "x")])).status).toBe(404);
    expect(await rowsOf(shop, "select 1 from inbound_event")).toEqual([]);
  });
});
