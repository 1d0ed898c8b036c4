import { expect, test } from "vitest";
import { indexContactName } from "../domain/contacts/name-index.ts";
import { takeInSearch } from "../domain/search/take-in.ts";
import { newId } from "../domain/id.ts";
import { createFurnishedWorkspace } from "../test/furnished.ts";
import { TEST_NOW } from "../test/workspace.ts";
import { SAMPLES } from "./rights-samples.ts";
import { appRouter } from "./router.ts";

const CANARY = "王CANARY7f3a";

const { procedures } = appRouter._def as unknown as {
  procedures: Record<string, { _def: { type: "query" | "mutation" } }>;
};
const queries = Object.keys(procedures).filter((path) => procedures[path]?._def.type === "query");

/** Somebody whose every value and text holds the canary. */
async function furnished() {
  const place = await createFurnishedWorkspace();
  const { shop } = place;
  const given = place.givenTo(shop.memberId("admin"));
  const { contactId, channelId } = given;
  const put = (sql: string, ...args: (string | number)[]) => ({ sql, args });
  await shop.db.write([
    put(
      "update contact set name = ?, email = ?, phone = ?, picture_url = ? where id = ?",
      CANARY,
      `${CANARY}@shop.test`,
      CANARY,
      `https://pictures.test/${CANARY}`,
      contactId,
    ),
    ...indexContactName({ contactId, name: CANARY }),
    put("update note set text = ? where contact_id = ?", CANARY, contactId),
    put("update contact_value set value = ? where contact_id = ?", CANARY, contactId),
    put("update attribute_value set value = ? where contact_id = ?", JSON.stringify(CANARY), contactId),
    put(
      "insert into event (id, contact_id, kind, actor_kind, data, at) values (?, ?, 'conversation.activity', 'system', ?, 1)",
      newId(TEST_NOW),
      contactId,
      JSON.stringify({ text: CANARY }),
    ),
    put(
      "insert into message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at) select ?, id, ?, 'm', 'customer', 'text', ?, 1, 1 from conversation where contact_id = ?",
      newId(TEST_NOW),
      channelId,
      CANARY,
      contactId,
    ),
  ]);
  while (await takeInSearch(shop.db, TEST_NOW));
  const ask = async (path: string): Promise<string> => {
    const response = await shop.fetch(`/w/shop/trpc/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${shop.token("admin")}` },
      body: JSON.stringify(SAMPLES[path]?.(given) ?? {}),
    });
    return response.text();
  };
  return { shop, contactId, ask };
}

test("no procedure answers anything of whoever was deleted", async () => {
  const { shop, contactId, ask } = await furnished();
  const showing = async () => {
    const found: string[] = [];
    for (const path of queries) if ((await ask(path)).includes("CANARY7f3a")) found.push(path);
    return found;
  };
  // Shown as long as it is there, so that the samples try something.
  expect(await showing()).toEqual(
    expect.arrayContaining(["contacts.find", "events.list", "notes.list", "panel.open"]),
  );
  const { conversations } = shop.client("admin");
  const { token } = await conversations.deletionPreview.query({ contactId });
  await conversations.delete.mutate({
    operationId: newId(TEST_NOW),
    contactId,
    seen: token,
    typed: "DELETE",
  });
  expect(await showing()).toEqual([]);
});
