import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bsuid,
  change,
  connectWhatsapp,
  messageChange,
  postWhatsapp,
  renameChange,
  statusChange,
  textChange,
  waId,
  type Who,
} from "../../test/fakes/whatsapp.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

type Json = Record<string, unknown>;

/** What the product knows in the end, without ids of ours and the times we heard of it. */
async function stateOf(shop: TestWorkspace): Promise<unknown[]> {
  const selects = [
    `select c.external_id, c.phone, c.last_customer_at, c.last_team_at, c.subscribed_at, c.unsubscribed_by_customer_at,
      v.message_count, v.last_message_at from contact c join conversation v on v.contact_id = c.id order by 1`,
    `select m.provider_id, c.external_id, m.type, m.text, m.at, m.unsent_at, m.edited_at, m.edit_id from message m
      join conversation v on v.id = m.conversation_id join contact c on c.id = v.contact_id order by 1`,
    `select provider_id, rank, sent_at, delivered_at, read_at, failed_at, error from message_status order by 1`,
    `select e.kind, c.external_id, case e.kind when 'contact.created' then 0 else e.at end as at
      from event e join contact c on c.id = e.contact_id where e.kind <> 'profile.updated' order by 1, 3, 2`,
    "select provider_id, emoji, side, at from message_reaction order by 1, 3",
    `select (select count(*) from customer) as customers, (select count(*) from unsent_message) as unsent,
      (select count(*) from message_edit) as edits`,
    "select dedupe_key, processed_at is not null as done, error, payload from inbound_event order by 1",
  ];
  return Promise.all(selects.map((select) => rowsOf(shop, select)));
}

const KINDS = [
  "text",
  "text",
  "edit",
  "revoke",
  "status",
  "status",
  "reaction",
  "stop",
  "resume",
  "echo",
  "rename",
] as const;
type Step = { kind: (typeof KINDS)[number]; user: number; message: number; form: number };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...KINDS),
  user: fc.integer({ min: 1, max: 3 }),
  message: fc.integer({ min: 1, max: 3 }),
  form: fc.nat(3),
});

/** Changes a minute apart, as WhatsApp would report them in order: each person goes from id to id. */
function changesOf(steps: Step[]): Json[] {
  const moves = new Map<number, number>();
  const texts = new Map<string, number>();
  const now = (user: number): Required<Pick<Who, "id" | "number">> => {
    const nth = moves.get(user) ?? 0;
    return { id: bsuid(user * 100 + nth), number: waId(user * 10 + nth) };
  };
  return steps.map(({ kind, user, message, form }, i) => {
    const at = TEST_NOW + i * 60_000;
    const who = now(user);
    // A user name hides the number; before ids there were numbers only, until the id was told.
    const shown = form === 0 ? { id: who.id } : who;
    const [original, own] = [`wamid.${user}.${message}`, `wamid.own.${i}`];
    switch (kind) {
      case "text": {
        const nth = (texts.get(original) ?? 0) + 1;
        texts.set(original, nth);
        return textChange(nth === 1 ? original : `${original}.${nth}`, `text ${i}`, shown, at);
      }
      case "edit": {
        const edited = { type: "text", text: { body: `edit ${i}` } };
        return messageChange(
          own,
          { type: "edit", edit: { original_message_id: original, message: edited } },
          shown,
          at,
        );
      }
      case "revoke":
        return messageChange(own, { type: "revoke", revoke: { original_message_id: original } }, shown, at);
      case "status": {
        const status = ["sent", "delivered", "read", "failed"][form] ?? "sent";
        const more = status === "failed" ? { errors: [{ code: 131026, title: "Undeliverable" }] } : {};
        return statusChange(`wamid.team.${user}.${message}`, status, who, at, more);
      }
      case "reaction": {
        const reaction = { message_id: `wamid.team.${user}`, ...(form > 1 ? { emoji: "👍" } : {}) };
        return messageChange(own, { type: "reaction", reaction }, shown, at);
      }
      case "stop":
      case "resume": {
        const preference = {
          user_id: who.id,
          category: "marketing_messages",
          value: kind,
          timestamp: at / 1000,
        };
        return change({ user_preferences: [preference] }, { field: "user_preferences" });
      }
      case "echo": {
        const echo = {
          to: who.number,
          to_user_id: who.id,
          id: own,
          timestamp: String(at / 1000),
          type: "text",
        };
        return change(
          { message_echoes: [{ ...echo, text: { body: `echo ${i}` } }] },
          { field: "smb_message_echoes" },
        );
      }
      case "rename": {
        moves.set(user, (moves.get(user) ?? 0) + 1);
        return form % 2 === 0
          ? renameChange(own, { id: who.id }, { id: now(user).id }, at)
          : renameChange(own, who, now(user), at);
      }
    }
  });
}

async function delivered(posts: Json[][], workAfter: (post: number) => boolean) {
  const shop = await createTestWorkspace(TEST_NOW + 3_600_000);
  const connectionId = await connectWhatsapp(shop);
  for (const [i, changes] of posts.entries()) {
    expect((await postWhatsapp(shop, connectionId, ...changes)).status).toBe(200);
    if (workAfter(i)) await work(shop);
  }
  await work(shop);
  expect(shop.reported).toEqual([]);
  return stateOf(shop);
}

test("shuffled, repeated and in posts of any size: the same as in order and once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat(1000)),
      async (steps, numbers) => {
        const next = () => Number(numbers.next().value);
        const changes = changesOf(steps);
        const once = await delivered(
          changes.map((one) => [one]),
          () => true,
        );
        const shuffled = changes
          .flatMap((one) => Array.from({ length: 1 + (next() % 3) }, () => one))
          .map((one) => ({ one, place: next() * 1000 + next() }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const posts: Json[][] = [];
        while (shuffled.length > 0) posts.push(shuffled.splice(0, 1 + (next() % 4)));
        expect(await delivered(posts, () => next() % 2 === 0)).toEqual(once);
      },
    ),
    { numRuns: 10 },
  );
}, 120_000);
