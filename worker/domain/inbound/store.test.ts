import { expect, test } from "vitest";
import { type Database, DatabaseUnavailable } from "../../db/database.ts";
import { connectLine } from "../../test/fakes/line.ts";
import { rowsOf } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import { storePost } from "./store.ts";

async function connected() {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  const batches: number[] = [];
  const state = { down: false };
  const db: Database = {
    read: (statements) => shop.db.read(statements),
    async write(statements) {
      batches.push(statements.length);
      if (state.down) throw new DatabaseUnavailable("down");
      return shop.db.write(statements);
    },
    close() {},
  };
  const post = (key: string, updatedAt = TEST_NOW) =>
    storePost(
      db,
      { connectionId, updatedAt, arrivals: key === "" ? [] : [{ dedupeKey: key, payload: "{}" }] },
      TEST_NOW,
    );
  const stored = async () =>
    Number((await rowsOf(shop, "select count(*) as n from inbound_event"))[0]?.["n"]);
  return { post, stored, batches, state };
}

test("posts that come in together are stored in few batches, each event once", async () => {
  const { post, stored, batches } = await connected();
  const outcomes = await Promise.all(Array.from({ length: 600 }, (_, i) => post(`e${i % 60}`)));
  expect(new Set(outcomes)).toEqual(new Set(["stored"]));
  expect(await stored()).toBe(60);
  expect(batches.length).toBeLessThanOrEqual(4);
});

test("a post verified by an older version of its connection is told so and not stored, the others are", async () => {
  const { post, stored } = await connected();
  expect(await Promise.all([post("a"), post("b", TEST_NOW - 1), post(""), post("", TEST_NOW - 1)])).toEqual([
    "stored",
    "changed",
    "stored",
    "changed",
  ]);
  expect(await stored()).toBe(1);
});

test("when nothing could be stored, every post of the group is told, and the next one works", async () => {
  const { post, stored, state } = await connected();
  state.down = true;
  const outcomes = await Promise.allSettled([post("a"), post("b")]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  state.down = false;
  expect(await post("a")).toBe("stored");
  expect(await stored()).toBe(1);
});
