import { expect, test } from "vitest";
import { failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { forEachEngine } from "../../test/engines.ts";
import { newId } from "../id.ts";

const DAY = 86_400_000;

forEachEngine("tags", (createWorkspace) => {
  async function shopWithContact() {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const { tags, panel } = shop.client("agent");
    const apply = (name: string, confirmed = true) =>
      tags.applyTag.mutate({ operationId: newId(TEST_NOW), contactId, name, confirmed });
    const frequency = (from: number, to: number) => tags.frequency.query({ contactId, from, to });
    return { shop, contactId, tags, panel, apply, frequency };
  }

  test("fifty confirmed applications at once are fifty, and the question is skipped by none", async () => {
    const { contactId, apply, frequency, shop } = await shopWithContact();
    await apply("VIP", false);
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 50 }, () => apply("vip")),
      ...Array.from({ length: 50 }, () => apply("ＶＩＰ", false)),
    ]);
    expect(outcomes.slice(0, 50).every(({ status }) => status === "fulfilled")).toBe(true);
    expect(outcomes.slice(50).every(({ status }) => status === "rejected")).toBe(true);
    expect(await frequency(TEST_NOW, TEST_NOW + 1)).toMatchObject([
      { name: "VIP", count: 51, present: true },
    ]);
    const [rows] = await shop.db.read([
      {
        sql: "select count, (select count(*) from event) as events from contact_tag where contact_id = ?",
        args: [contactId],
      },
    ]);
    expect({ ...rows?.rows[0] }).toEqual({ count: 51, events: 51 });
  });

  test("× ends the presence; what was counted stays counted, and the next one is no repeat", async () => {
    const { shop, contactId, tags, apply, frequency } = await shopWithContact();
    const { id: tagId } = await apply("VIP", false);
    const remove = { operationId: newId(1), contactId, tagId };
    expect(await tags.remove.mutate(remove)).toEqual({ tagId });
    expect(await tags.remove.mutate(remove)).toEqual({ tagId });
    // Somebody else's × came second: nothing more happens.
    await shop.client("sales").tags.remove.mutate({ ...remove, operationId: newId(1) });
    expect(await frequency(TEST_NOW, TEST_NOW + 1)).toMatchObject([{ count: 1, present: false }]);
    expect(await apply("VIP", false)).toMatchObject({ count: 2 });
    const [events, taggings, contact] = await shop.db.read([
      "select kind, data from event order by rowid",
      "select action from tagging order by rowid",
      "select version from contact",
    ]);
    expect(events?.rows.map((row) => row["kind"])).toEqual(["tag.applied", "tag.removed", "tag.applied"]);
    expect(events?.rows[1]?.["data"]).toBe('{"tag":"VIP"}');
    expect(taggings?.rows.map((row) => row["action"])).toEqual(["apply", "remove", "apply"]);
    expect(contact?.rows[0]?.["version"]).toBe(4);
  });

  test("suggestions from the first character: beginnings first, then parts, with the number of people", async () => {
    const { shop, contactId, tags, apply } = await shopWithContact();
    for (const name of ["大戶 VIP", "VIP", "Vip 2026", "老客戶", "50% off_1", "👻"]) await apply(name, false);
    const other = await insertContact(shop.db, TEST_NOW);
    await tags.applyTag.mutate({
      operationId: newId(1),
      contactId: other.contactId,
      name: "vip",
      confirmed: false,
    });
    const suggest = async (text: string) =>
      (await tags.suggest.query({ contactId, text })).map(({ name, people }) => `${name} ${people}`);
    expect(await suggest("ｖ")).toEqual(["VIP 2", "Vip 2026 1", "大戶 VIP 1"]);
    expect(await suggest("戶")).toEqual(["老客戶 1", "大戶 VIP 1"].sort((a, b) => a.length - b.length));
    expect(await suggest("%")).toEqual(["50% off_1 1"]);
    expect(await suggest("_")).toEqual(["50% off_1 1"]);
    expect(await suggest("👻")).toEqual(["👻 1"]);
    for (let i = 0; i < 12; i++) await apply(`x${i}`, false);
    expect(await suggest("x")).toHaveLength(8);
  });

  test("frequency counts applications within [from, to), the most often first, of this contact alone", async () => {
    const { shop, contactId, apply, frequency } = await shopWithContact();
    await apply("old");
    shop.clock.now += 10 * DAY;
    await apply("new");
    await apply("new");
    await apply("old");
    const now = shop.clock.now;
    expect(await frequency(TEST_NOW, now + 1)).toMatchObject([
      { name: "new", count: 2 },
      { name: "old", count: 2 },
    ]);
    expect(await frequency(TEST_NOW, now)).toMatchObject([{ name: "old", count: 1 }]);
    expect(await frequency(TEST_NOW + 1, now)).toEqual([]);
    expect(await failureOfCall(frequency(now, now))).toMatchObject({ code: "INVALID_INPUT" });
    const { contactId: other } = await insertContact(shop.db, TEST_NOW);
    expect(
      await shop.client("agent").tags.frequency.query({ contactId: other, from: TEST_NOW, to: now + 1 }),
    ).toEqual([]);
    await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
    expect(await frequency(TEST_NOW, now + 1)).toEqual([]);
  });

  test("a new tag needs the right to create one; a name too long is refused", async () => {
    const { shop, contactId, apply } = await shopWithContact();
    await apply("known");
    await shop.db.write(["insert into permission_override values ('sales', 'tag:create', 0, 0)"]);
    const bySales = (name: string) =>
      shop.client("sales").tags.applyTag.mutate({ operationId: newId(1), contactId, name, confirmed: true });
    expect(await bySales("known")).toMatchObject({ count: 2 });
    expect(await failureOfCall(bySales("new"))).toMatchObject({ code: "FORBIDDEN" });
    expect(await failureOfCall(apply("x".repeat(10_000)))).toMatchObject({ code: "TOO_LONG", field: "name" });
  });
});
