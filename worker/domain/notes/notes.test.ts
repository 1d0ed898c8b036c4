import { expect, test } from "vitest";
import { failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { forEachEngine } from "../../test/engines.ts";
import { newId } from "../id.ts";

const operationId = () => newId(TEST_NOW);

forEachEngine("notes", (createWorkspace) => {
  async function shopWithContact() {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    const create = (text: string) =>
      shop.client("agent").notes.create.mutate({ operationId: operationId(), contactId, text });
    const list = (cursor: string | null = null) =>
      shop.client("agent").notes.list.query({ contactId, cursor });
    const kinds = async () => {
      const [events] = await shop.db.read(["select kind, actor_name from event order by rowid"]);
      return events?.rows.map((row) => `${String(row["kind"])} ${String(row["actor_name"])}`);
    };
    return { shop, contactId, create, list, kinds };
  }

  test("a note is written, edited, deleted and brought back by its author, and the log knows", async () => {
    const { shop, contactId, create, list, kinds } = await shopWithContact();
    const { notes } = shop.client("agent");
    const text = "喜歡 👩🏻‍💻\nمرحبا";
    const note = await create(text);
    expect(note).toMatchObject({
      text,
      authorId: shop.memberId("agent"),
      authorName: "The agent",
      createdAt: TEST_NOW,
      updatedByName: null,
      version: 1,
    });
    shop.clock.now += 1000;
    const edit = { operationId: operationId(), noteId: note.id, text: "second", version: 1 };
    const edited = await notes.edit.mutate(edit);
    expect(edited).toMatchObject({ text: "second", version: 2, updatedByName: "The agent" });
    expect(await notes.edit.mutate(edit)).toEqual(edited);
    expect((await list()).items).toEqual([edited]);
    expect(await notes.delete.mutate({ operationId: operationId(), noteId: note.id, version: 2 })).toEqual({
      noteId: note.id,
    });
    expect((await list()).items).toEqual([]);
    const back = { operationId: operationId(), noteId: note.id };
    expect(await notes.restore.mutate(back)).toMatchObject({ text: "second", version: 4 });
    expect((await list()).items).toHaveLength(1);
    expect(await failureOfCall(notes.restore.mutate({ ...back, operationId: operationId() }))).toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await kinds()).toEqual(
      ["note.created", "note.edited", "note.deleted", "note.restored"].map((kind) => `${kind} The agent`),
    );
    const [contact] = await shop.db.read([
      { sql: "select version from contact where id = ?", args: [contactId] },
    ]);
    expect(contact?.rows[0]?.["version"]).toBe(5);
  });

  test("others' notes are for who moderates, and only the deleter undoes", async () => {
    const { shop, create, list } = await shopWithContact();
    const note = await create("mine");
    const of = (role: "sales" | "cs_manager") => shop.client(role).notes;
    const edit = () => ({ operationId: operationId(), noteId: note.id, text: "theirs", version: 1 });
    expect(await failureOfCall(of("sales").edit.mutate(edit()))).toMatchObject({ code: "FORBIDDEN" });
    const gone = { operationId: operationId(), noteId: note.id, version: 1 };
    expect(await failureOfCall(of("sales").delete.mutate(gone))).toMatchObject({ code: "FORBIDDEN" });
    expect((await list()).items).toMatchObject([{ text: "mine", version: 1 }]);
    expect(await of("cs_manager").edit.mutate(edit())).toMatchObject({
      authorName: "The agent",
      updatedByName: "The cs_manager",
    });
    await of("cs_manager").delete.mutate({ ...gone, operationId: operationId(), version: 2 });
    const back = { operationId: operationId(), noteId: note.id };
    expect(await failureOfCall(shop.client("agent").notes.restore.mutate(back))).toMatchObject({
      code: "NOT_FOUND",
    });
    await of("cs_manager").restore.mutate({ ...back, operationId: operationId() });
    expect((await list()).items).toHaveLength(1);
  });

  test("two agents editing one note at once: one is told that it is stale and changes nothing", async () => {
    const { shop, create, list } = await shopWithContact();
    const note = await create("first");
    const outcomes = await Promise.allSettled(
      (["supervisor", "admin"] as const).map((role) =>
        shop
          .client(role)
          .notes.edit.mutate({ operationId: operationId(), noteId: note.id, text: role, version: 1 }),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [left] = (await list()).items;
    expect(left).toMatchObject({ version: 2 });
    const stale = shop
      .client("agent")
      .notes.delete.mutate({ operationId: operationId(), noteId: note.id, version: 1 });
    expect(await failureOfCall(stale)).toMatchObject({ code: "STALE" });
    expect((await list()).items).toEqual([left]);
  });

  test("pages of twenty, newest first, without a gap where times are equal", async () => {
    const { shop, create, list } = await shopWithContact();
    const made: string[] = [];
    for (let i = 0; i < 45; i++) {
      if (i % 7 === 0) shop.clock.now += 1;
      made.push((await create(`note ${i}`)).id);
    }
    const first = await list();
    const second = await list(first.next);
    const third = await list(second.next);
    expect([first, second, third].map(({ items }) => items.length)).toEqual([20, 20, 5]);
    expect(third.next).toBeNull();
    const listed = [...first.items, ...second.items, ...third.items];
    expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(made));
    expect(listed.map(({ createdAt }) => createdAt)).toEqual(
      listed.map(({ createdAt }) => createdAt).sort((a, b) => b - a),
    );
    expect(await failureOfCall(list("1.' or 1=1"))).toMatchObject({ code: "INVALID_INPUT", field: "cursor" });
  });

  test("a text too long, empty or with NUL, and a contact that is gone, are refused", async () => {
    const { shop, contactId, create } = await shopWithContact();
    expect(await failureOfCall(create("x".repeat(10_000)))).toMatchObject({
      code: "TOO_LONG",
      field: "text",
    });
    expect(await failureOfCall(create(" \n "))).toMatchObject({ code: "INVALID_INPUT", field: "text" });
    expect(await failureOfCall(create("a\0b"))).toMatchObject({ code: "INVALID_INPUT", field: "text" });
    const note = await create("here");
    await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
    expect(await failureOfCall(create("more"))).toMatchObject({ code: "NOT_FOUND" });
    const edit = { operationId: operationId(), noteId: note.id, text: "more", version: 1 };
    expect(await failureOfCall(shop.client("agent").notes.edit.mutate(edit))).toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await shop.client("agent").notes.list.query({ contactId, cursor: null })).items).toEqual([]);
  });
});
