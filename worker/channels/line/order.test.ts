import fc from "fast-check";
import { expect, test } from "vitest";
import { connectLine, lineEvent, postLine, redelivered, textEvent, userId } from "../../test/fakes/line.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

/** What the product knows in the end, without ids and the times we heard of it. */
async function stateOf(shop: TestWorkspace): Promise<unknown[]> {
  const selects = [
    `select c.external_id, c.last_customer_at, c.subscribed_at, c.unsubscribed_by_customer_at, v.message_count,
      v.last_message_at from contact c join conversation v on v.contact_id = c.id order by 1`,
    `select m.provider_id, c.external_id, m.type, m.text, m.content, m.at, m.unsent_at from message m
      join conversation v on v.id = m.conversation_id join contact c on c.id = v.contact_id order by 1`,
    `select e.kind, e.data, c.external_id, case e.kind when 'contact.created' then 0 else e.at end as at
      from event e join contact c on c.id = e.contact_id order by 1, 4, 3, 2`,
    "select (select count(*) from customer) as customers, (select count(*) from unsent_message) as unsent",
    "select dedupe_key, processed_at is not null as done, error, payload from inbound_event order by 1",
  ];
  return Promise.all(selects.map((select) => rowsOf(shop, select)));
}

type Step = { kind: string; user: number; message: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("text", "text", "unsend", "follow", "unfollow", "postback", "sticker", "strange"),
  user: fc.integer({ min: 1, max: 3 }),
  message: fc.integer({ min: 1, max: 6 }),
});

/** Events a minute apart, as LINE would report them in order. A message's id is its user's own. */
function eventsOf(steps: Step[]): Record<string, unknown>[] {
  const sent = new Map<string, number>();
  return steps.map(({ kind, user, message }, i) => {
    const where = { user: userId(user), at: TEST_NOW + i * 60_000 };
    const id = `${user}00${message}`;
    switch (kind) {
      case "text":
      case "sticker": {
        const nth = (sent.get(id) ?? 0) + 1;
        sent.set(id, nth);
        if (kind === "text") return textEvent(`${id}-${nth}`, `text ${i}`, where);
        const content = { id: `${id}-${nth}`, type: "sticker", packageId: "1", stickerId: "2" };
        return lineEvent("message", { message: content }, where);
      }
      case "unsend":
        return lineEvent("unsend", { unsend: { messageId: `${id}-1` } }, where);
      case "follow":
        return lineEvent("follow", { follow: { isUnblocked: i % 2 === 0 } }, where);
      case "postback":
        return lineEvent("postback", { postback: { data: `n=${i}` } }, where);
      case "unfollow":
        return lineEvent("unfollow", {}, where);
      default:
        return lineEvent("greatNewFeature", {}, where);
    }
  });
}

async function delivered(posts: Record<string, unknown>[][], workAfter: (post: number) => boolean) {
  const shop = await createTestWorkspace();
  // Nobody answers there: profiles are looked up in other tests.
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  for (const [i, events] of posts.entries()) {
    expect((await postLine(shop, connectionId, events)).status).toBe(200);
    if (workAfter(i)) await work(shop);
  }
  await work(shop);
  expect(shop.reported).toEqual([]);
  return stateOf(shop);
}

test("shuffled, repeated, redelivered and in posts of any size: the same as in order and once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.infiniteStream(fc.nat(1000)),
      async (steps, numbers) => {
        const next = () => Number(numbers.next().value);
        const events = eventsOf(steps);
        const once = await delivered([events], () => true);

        const all = events.flatMap((event) => [
          event,
          ...Array.from({ length: next() % 3 }, () => redelivered(event)),
        ]);
        const shuffled = all
          .map((event) => ({ event, place: next() * 1000 + next() }))
          .sort((a, b) => a.place - b.place)
          .map(({ event }) => event);
        const posts: Record<string, unknown>[][] = [];
        while (shuffled.length > 0) posts.push(shuffled.splice(0, 1 + (next() % 4)));
        expect(await delivered(posts, () => next() % 2 === 0)).toEqual(once);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);
