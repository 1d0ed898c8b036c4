import { expect, test } from "vitest";
import { failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { forEachEngine } from "../../test/engines.ts";
import { newId } from "../id.ts";

forEachEngine("events.list", (createWorkspace) => {
  test("the log goes on in pages of thirty, newest first, without a gap where times are equal", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    await shop.db.write(
      Array.from({ length: 90 }, (_, i) => ({
        sql: "insert into event (id, contact_id, kind, actor_kind, actor_name, data, at) values (?, ?, 'contact.followed', 'customer', '王小明', '{\"n\":1}', ?)",
        args: [newId(TEST_NOW), contactId, TEST_NOW + Math.floor(i / 50)],
      })),
    );
    const list = (cursor: string | null) => shop.client("agent").events.list.query({ contactId, cursor });
    const first = await list(null);
    const second = await list(first.next);
    const third = await list(second.next);
    expect([first, second, third].map(({ items }) => items.length)).toEqual([30, 30, 30]);
    expect(third.next).toBeNull();
    const listed = [first, second, third].flatMap(({ items }) => items);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(90);
    expect(listed.map(({ at }) => at)).toEqual(listed.map(({ at }) => at).sort((a, b) => b - a));
    expect(listed[0]).toMatchObject({ kind: "contact.followed", actorKind: "customer", data: { n: 1 } });
    expect(await failureOfCall(list("nonsense"))).toMatchObject({ code: "INVALID_INPUT" });
    await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
    expect((await list(null)).items).toEqual([]);
  });
});
