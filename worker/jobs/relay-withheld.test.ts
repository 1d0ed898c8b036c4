import { describe, expect, test } from "vitest";
import { forEachEngine } from "../test/engines.ts";
import { fakeInbox } from "../test/fakes/inbox-behind.ts";
import { lineEvent, lineSignature, postLine, redelivered, textEvent, userId } from "../test/fakes/line.ts";
import { postMetaRaw } from "../test/fakes/meta.ts";
import {
  bodyOf,
  bsuid,
  connectWhatsapp,
  messageChange,
  postWhatsapp,
  renameChange,
  statusChange,
  textChange,
  waId,
} from "../test/fakes/whatsapp.ts";
import { rowsOf, work } from "../test/work.ts";
import { op, relay, setRelay, states, block, connected } from "../test/relay.ts";

forEachEngine("what does not go on", (createWorkspace) => {
  test("what blocked customers say is taken out, the rest is proven anew; alone it does not go", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    await postLine(shop, connectionId, [textEvent("0", "hello")]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1));
    await postLine(shop, connectionId, [
      textEvent("1", "from the blocked"),
      textEvent("2", "from another", { user: userId(2) }),
    ]);
    await postLine(shop, connectionId, [textEvent("3", "again the blocked")]);
    await relay(shop);
    expect(inbox.texts()).toEqual(["hello", "from another"]);
    const last = inbox.got.at(-1);
    expect(last?.headers["x-line-signature"]).toBe(lineSignature(last?.body ?? ""));
    expect(await states(shop)).toEqual({ sent: 2, withheld: 1 });
    expect(await rowsOf(shop, "select 1 from relay_post where body <> ''")).toEqual([]);
  });

  test("blocked is who is blocked when it would go; what was withheld when it came stays withheld", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    inbox.answer = () => 503;
    await postLine(shop, connectionId, [textEvent("1", "before the block")]);
    await postLine(shop, connectionId, [textEvent("2", "of another", { user: userId(2) })]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1));
    await postLine(shop, connectionId, [textEvent("3", "while blocked")]);
    await work(shop);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["of another"]);
    // Processed while blocked, passed on after the switch was put back.
    inbox.answer = () => 503;
    await postLine(shop, connectionId, [textEvent("6", "first in line", { user: userId(2) })]);
    await postLine(shop, connectionId, [textEvent("4", "while still blocked")]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1), true);
    await postLine(shop, connectionId, [textEvent("5", "after the block")]);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["of another", "first in line", "after the block"]);
  });

  test("a message that was unsent before it was passed on is not kept and does not go; the others do", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    inbox.answer = () => 503;
    await postLine(shop, connectionId, [textEvent("1", "taken back"), textEvent("2", "stays")]);
    await relay(shop);
    await postLine(shop, connectionId, [lineEvent("unsend", { unsend: { messageId: "1" } })]);
    await work(shop);
    expect(await rowsOf(shop, "select 1 from relay_post where instr(body, 'taken back') > 0")).toEqual([]);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["stays"]);
    expect(inbox.got.map(({ headers, body }) => headers["x-line-signature"] === lineSignature(body))).toEqual(
      [true, true],
    );
  });

  test("what was withheld stays so in every post that says it", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    await postLine(shop, connectionId, [textEvent("0", "known")]);
    await work(shop);
    await relay(shop);
    inbox.got.splice(0);
    inbox.answer = () => 503;
    await block(shop, userId(1));
    const event = textEvent("1", "while blocked");
    await postLine(shop, connectionId, [event, textEvent("2", "of another", { user: userId(2) })]);
    // LINE may cut what it sends again differently: it is another post.
    await postLine(shop, connectionId, [redelivered(event)]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1), true);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["of another"]);
  });

  test("what a message was edited to goes with it when it is unsent, however its name is written", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectWhatsapp(shop);
    const inbox = await fakeInbox();
    inbox.answer = () => 503;
    await setRelay(shop, connectionId, inbox.url);
    const id = "wamid.A/B+C==";
    const edited = { original_message_id: id, message: { type: "text", text: { body: "said anew" } } };
    const asMeta = (...changes: Record<string, unknown>[]) =>
      postMetaRaw(shop, connectionId, bodyOf(changes).replaceAll("/", "\\/"));
    await asMeta(textChange(id, "taken back"));
    await asMeta(messageChange("wamid.2", { type: "edit", edit: edited }), textChange("wamid.4", "stays"));
    await work(shop);
    expect(await rowsOf(shop, "select text from message where text = 'said anew'")).toHaveLength(1);
    await asMeta(messageChange("wamid.3", { type: "revoke", revoke: { original_message_id: id } }));
    await work(shop);
    const kept = await rowsOf(shop, "select body from relay_post where size > 0 and body <> ''");
    expect(JSON.stringify(kept)).not.toMatch(/taken back|said anew/);
    expect(JSON.stringify(kept)).toMatch(/stays.*revoke/);
  });

  describe("erasing whoever had a number before", () => {
    const DAY = 86_400_000;
    const [FIRST, NEXT] = [
      { id: bsuid(1), number: waId(1) },
      { id: bsuid(2), number: waId(1) },
    ];

    /** The first had the number and was told of by it; what came `then` waits when they are erased. */
    async function erased(then: (now: number) => Record<string, unknown>[]) {
      const shop = await createWorkspace();
      const connectionId = await connectWhatsapp(shop);
      const inbox = await fakeInbox();
      await setRelay(shop, connectionId, inbox.url);
      await postWhatsapp(shop, connectionId, textChange("wamid.first", "hello", FIRST));
      await work(shop);
      await postWhatsapp(shop, connectionId, statusChange("wamid.to-first", "read", { number: waId(1) }));
      shop.clock.now += 90 * DAY;
      for (const change of then(shop.clock.now)) {
        await postWhatsapp(shop, connectionId, change);
        await work(shop);
      }
      const [first] = await rowsOf(shop, "select id from contact order by seq limit 1");
      const contactId = String(first?.["id"]);
      const { conversations } = shop.client("admin");
      const { token } = await conversations.deletionPreview.query({ contactId });
      await conversations.delete.mutate({ ...op(shop), contactId, seen: token, typed: "DELETE" });
      shop.clock.now += DAY + 1;
      await work(shop);
      expect(await rowsOf(shop, "select 1 from contact where id = ?", contactId)).toEqual([]);
      await relay(shop);
      return inbox.got.flatMap(({ body }) => body.match(/wamid\.[\w-]+/g) ?? []);
    }

    test("takes nothing of who has it now, also what names them by the number alone", async () => {
      const ofNext = (now: number) => [
        textChange("wamid.next", "hello", NEXT, now),
        statusChange("wamid.to-next", "delivered", { number: waId(1) }, now + 1000),
      ];
      expect(await erased(ofNext)).toEqual(["wamid.next", "wamid.to-next"]);
    });

    test("takes nothing of somebody known by the number alone", async () => {
      const ofNext = (now: number) => [
        renameChange("wamid.moved", FIRST, { id: bsuid(9), number: waId(9) }, now - DAY),
        textChange("wamid.next", "hello", { number: waId(1) }, now),
        statusChange("wamid.to-next", "delivered", { number: waId(1) }, now + 1000),
      ];
      expect(await erased(ofNext)).toEqual(["wamid.next", "wamid.to-next"]);
    });
  });
});
