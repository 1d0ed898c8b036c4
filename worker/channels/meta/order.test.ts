import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addAccount,
  connectMeta,
  escaped,
  IG_ACCOUNT,
  metaEcho,
  metaEvent,
  metaSignature,
  PAGE,
  postMetaRaw,
  psid,
} from "../../test/fakes/meta.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

/** What the product knows in the end, without ids and the times we heard of it. */
async function stateOf(shop: TestWorkspace): Promise<unknown[]> {
  const selects = [
    `select c.external_id, c.last_customer_at, c.last_team_at, c.recurring_since, c.recurring_until,
      c.recurring_next_at, c.recurring_token, v.message_count, v.last_message_at, v.delivered_until, v.read_until,
      v.read_message, v.read_message_at
      from contact c join conversation v on v.contact_id = c.id order by 1`,
    `select m.provider_id, c.external_id, m.sender_kind, m.type, m.text, m.content, m.at, m.unsent_at, m.edited_at
      from message m join conversation v on v.id = m.conversation_id join contact c on c.id = v.contact_id order by 1`,
    "select provider_id, side, emoji, at from message_reaction order by 1, 2",
    `select e.kind, e.data, c.external_id, case e.kind when 'contact.created' then 0 else e.at end as at
      from event e join contact c on c.id = e.contact_id order by 1, 4, 3, 2`,
    `select dedupe_key, processed_at is not null as done, error, payload, account_key from inbound_event order by 1`,
    "select count(*) as n from customer",
  ];
  return Promise.all(selects.map((select) => rowsOf(shop, select)));
}

type Step = { kind: string; user: number; message: number; isInstagram: boolean };

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    "text",
    "text",
    "echo",
    "echo",
    "image",
    "react",
    "unreact",
    "seen",
    "delivered",
    "edit",
    "unsend",
    "allow",
    "stop",
    "ad",
    "postback",
    "strange",
  ),
  user: fc.integer({ min: 1, max: 2 }),
  message: fc.integer({ min: 1, max: 4 }),
  isInstagram: fc.boolean(),
});

interface Told {
  object: "page" | "instagram";
  account: string;
  event: Record<string, unknown>;
}

/** Events a minute apart, as Meta would tell them in order. A message's id is its user's own. */
function toldOf(steps: Step[]): Told[] {
  const sent = new Map<string, number>();
  return steps.map(({ kind, user, message, isInstagram }, i): Told => {
    const account = isInstagram ? IG_ACCOUNT : PAGE;
    const at = TEST_NOW + i * 60_000;
    const where = { user: isInstagram ? `9${psid(user)}` : psid(user), at, account };
    const id = `m_${isInstagram ? "i" : "p"}${user}.${message}`;
    const nth = (): string => {
      sent.set(id, (sent.get(id) ?? 0) + 1);
      return `${id}-${sent.get(id)}`;
    };
    const event = (fields: Record<string, unknown>) => metaEvent(fields, where);
    const happened = (): Record<string, unknown> => {
      switch (kind) {
        case "text":
          return event({ message: { mid: nth(), text: `文字 ${i}` } });
        case "image":
          return event({
            message: { mid: nth(), attachments: [{ type: "image", payload: { url: "https://c.test/x" } }] },
          });
        case "echo":
          return metaEcho({ mid: nth(), text: `echo ${i}`, ...(i % 2 ? { app_id: 7 } : {}) }, where);
        case "react":
          return event({ reaction: { mid: `${id}-1`, action: "react", emoji: i % 2 ? "❤" : "😆" } });
        case "unreact":
          return event({ reaction: { mid: `${id}-1`, action: "unreact" } });
        case "seen":
          return event({ read: isInstagram ? { mid: `${id}-1` } : { watermark: at - 30_000 } });
        case "delivered":
          return event({ delivery: { watermark: at - 10_000, mids: [id] } });
        case "edit":
          return event({ message_edit: { mid: `${id}-1`, text: `edited ${i}`, num_edit: i } });
        case "unsend":
          return event({ message: { mid: `${id}-1`, is_deleted: true } });
        case "allow":
          return event({
            optin: {
              type: "notification_messages",
              notification_messages_token: `t${i}`,
              token_expiry_timestamp: at + 1e9,
            },
          });
        case "stop":
          return event({
            optin: { type: "notification_messages", notification_messages_status: "STOP_NOTIFICATIONS" },
          });
        case "ad":
          return event({ referral: { source: "ADS", ad_id: String(i), type: "OPEN_THREAD" } });
        case "postback":
          return event({ postback: { title: `b${i}`, payload: "B" } });
        default:
          return event({ pass_thread_control: { n: i } });
      }
    };
    return { object: isInstagram ? "instagram" : "page", account, event: happened() };
  });
}

/** A post: entries of one object, each event in an entry of its own, some as standby. */
const bodyOf = (told: readonly Told[]): string[] =>
  (["page", "instagram"] as const).flatMap((object) => {
    const own = told.filter((one) => one.object === object);
    const entry = own.map(({ account, event }, i) => ({
      id: account,
      time: TEST_NOW,
      [i % 3 === 2 ? "standby" : "messaging"]: [event],
    }));
    return entry.length > 0 ? [escaped({ object, entry })] : [];
  });

interface Way {
  /** After which post waiting work is done. */
  workAfter(post: number): boolean;
  /** After which post the accounts are added; before the first when it is negative. */
  addedAfter: number;
  /** Posts nobody signed go in between. */
  forging: boolean;
}

const REFUSED = [401, 401, 401];

/** The same in another's name, cut short, and signed with another secret. */
async function forge(shop: TestWorkspace, connectionId: string, body: string): Promise<number[]> {
  const forged = body.replace('"time"', '"forged":1,"time"');
  const posts = [
    [forged, metaSignature(body)],
    [body.slice(0, -3), metaSignature(body)],
    [forged, metaSignature(forged, "another")],
  ] as const;
  const answers = await Promise.all(
    posts.map(([given, signature]) => postMetaRaw(shop, connectionId, given, signature)),
  );
  return answers.map(({ status }) => status);
}

async function delivered(posts: readonly (readonly Told[])[], { workAfter, addedAfter, forging }: Way) {
  const shop = await createTestWorkspace();
  const connectionId = await connectMeta(shop);
  const add = async () => {
    await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE });
    shop.clock.now++;
    await addAccount(shop, connectionId, { kind: "instagram", accountId: IG_ACCOUNT });
  };
  if (addedAfter < 0) await add();
  for (const [i, told] of posts.entries()) {
    for (const body of bodyOf(told)) {
      expect(forging ? await forge(shop, connectionId, body) : REFUSED).toEqual(REFUSED);
      expect((await postMetaRaw(shop, connectionId, body)).status).toBe(200);
    }
    if (workAfter(i)) await work(shop);
    if (i === addedAfter) await add();
  }
  if (addedAfter >= posts.length) await add();
  await work(shop);
  expect(shop.reported).toEqual([]);
  return stateOf(shop);
}

test("shuffled, repeated, in posts of any size, forged between, accounts added late: the same as in order and once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 16 }),
      fc.infiniteStream(fc.nat(1000)),
      async (steps, numbers) => {
        const next = () => Number(numbers.next().value);
        const told = toldOf(steps);
        const once = await delivered([told], { workAfter: () => true, addedAfter: -1, forging: false });
        const shuffled = told
          .flatMap((one) => Array.from({ length: 1 + (next() % 3) }, () => one))
          .map((one) => ({ one, place: next() * 1000 + next() }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const posts: Told[][] = [];
        while (shuffled.length > 0) posts.push(shuffled.splice(0, 1 + (next() % 5)));
        const way: Way = {
          workAfter: () => next() % 2 === 0,
          addedAfter: (next() % (posts.length + 2)) - 1,
          forging: next() % 4 === 0,
        };
        expect(await delivered(posts, way)).toEqual(once);
      },
    ),
    { numRuns: 8 },
  );
}, 120_000);
