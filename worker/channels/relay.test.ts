import { expect, test } from "vitest";
import type { ConnectionKind } from "../../shared/channels.ts";
import { line } from "./line/parse.ts";
import { meta } from "./meta/parse.ts";
import { passedHeaders, RELAYS } from "./relay.ts";
import { whatsapp } from "./whatsapp/parse.ts";

test("what proves and describes a post goes on; what belongs to one hop, or a proxy wrote, does not", () => {
  const goesOn = {
    "content-type": "application/json; charset=utf-8",
    "x-hub-signature-256": "sha256=00",
    "x-line-signature": "AA==",
    "user-agent": "LineBotWebhook/2.0",
  };
  const stays = {
    Host: "alongside.test",
    Connection: "keep-alive, X-Named",
    "X-Named": "1",
    "Content-Length": "2",
    "Transfer-Encoding": "chunked",
    "X-Forwarded-For": "10.0.0.1",
    "X-Forwarded-Proto": "https",
    "CF-Ray": "1",
    Via: "1.1 proxy",
  };
  const passed = passedHeaders(new Headers({ ...goesOn, ...stays }));
  expect(Object.fromEntries(passed)).toEqual(goesOn);
});

const text = (from: string, mid: string) => ({
  sender: { id: from },
  recipient: { id: "page" },
  timestamp: 1_795_000_000_000,
  message: { mid, text: mid },
});
const contacts = (...ids: string[]) => ids.map((id) => ({ wa_id: id, profile: { name: `name of ${id}` } }));
const said = (from: string, id: string) => ({
  from,
  id,
  timestamp: "1795000000",
  type: "text",
  text: { body: id },
});
const metadata = { display_phone_number: "886", phone_number_id: "number" };
const change = (value: object) => ({ field: "messages", value: { metadata, ...value } });

/** A body with all that may stand in it, and the same without what somebody of the id "100200300" did. */
const CASES: [kind: ConnectionKind, body: object, left: object][] = [
  [
    "line",
    {
      destination: "U1",
      events: ["100200300", "2"].map((userId) => ({ type: "follow", source: { type: "user", userId } })),
      more: 1,
    },
    { destination: "U1", events: [{ type: "follow", source: { type: "user", userId: "2" } }], more: 1 },
  ],
  [
    "meta",
    {
      object: "page",
      entry: [
        { id: "page", time: 1, messaging: [text("100200300", "a"), text("2", "b")] },
        { id: "page", time: 2, standby: [text("100200300", "c")] },
        { id: "page", time: 3, changes: [{ field: "feed", value: { item: "like" } }] },
        { id: "page", time: 4, changes: [{ field: "messages", value: text("100200300", "d") }] },
      ],
    },
    {
      object: "page",
      entry: [
        { id: "page", time: 1, messaging: [text("2", "b")] },
        { id: "page", time: 3, changes: [{ field: "feed", value: { item: "like" } }] },
      ],
    },
  ],
  [
    "whatsapp",
    {
      object: "whatsapp_business_account",
      entry: [
        {
          id: "waba",
          changes: [
            change({
              contacts: contacts("100200300", "200200300"),
              messages: [said("100200300", "a"), said("200200300", "b")],
            }),
            change({ contacts: contacts("100200300"), messages: [said("100200300", "c")] }),
            change({
              statuses: [{ id: "s", status: "read", recipient_id: "100200300", timestamp: "1795000000" }],
            }),
            { field: "account_update", value: { event: "X" } },
          ],
        },
      ],
    },
    {
      object: "whatsapp_business_account",
      entry: [
        {
          id: "waba",
          changes: [
            change({ contacts: contacts("200200300"), messages: [said("200200300", "b")] }),
            { field: "account_update", value: { event: "X" } },
          ],
        },
      ],
    },
  ],
];
const CHANNELS = { line, meta, whatsapp } as const;

test.each(CASES)(
  "%s: what somebody did is taken out with their name, the rest stays as it was",
  (kind, body, left) => {
    const relay = RELAYS[kind];
    const isOut = (payload: unknown) =>
      JSON.stringify(payload)
        .replace(/"contacts":\[.*?\],/, "")
        .includes("100200300");
    expect(relay?.without(body, isOut)).toEqual(left);
    expect(JSON.stringify(left)).not.toContain("100200300");
    expect(relay?.without(body, () => false)).toEqual(body);
    expect((relay?.without(left, () => true) ?? null) === null).toBe(kind === "line");
  },
);

test.each(CASES)("%s: each event is told as it would be read", async (kind, body) => {
  const channel = CHANNELS[kind as keyof typeof CHANNELS];
  const context = { connectionId: "c", origin: null, settings: {}, receivedAt: 1 };
  const told: unknown[] = [];
  RELAYS[kind]?.without(body, (payload) => {
    told.push(channel.parse(payload, context).items);
    return false;
  });
  const post = { headers: new Headers(), body: new Uint8Array(), now: 1 };
  const arrivals = (await channel.split(body, post)) ?? [];
  const read = arrivals.map(({ payload }) => channel.parse(JSON.parse(payload), context).items);
  // News of nobody in particular are not told.
  expect(told).toEqual(read.filter((items) => !items.some(({ kind: of }) => of === "notice")));
});
