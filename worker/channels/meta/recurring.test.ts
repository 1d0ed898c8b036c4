import { expect, test } from "vitest";
import { connectBoth, metaEvent, postMeta } from "../../test/fakes/meta.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";

const DAY = 86_400_000;

test("recurring notifications: allowed until, stopped, taken up again, in any order", async () => {
  const allow = (at: number, token: string) =>
    metaEvent(
      {
        optin: {
          type: "notification_messages",
          notification_messages_token: token,
          token_expiry_timestamp: at + 180 * DAY,
          user_token_status: "NOT_REFRESHED",
          title: "Offers",
        },
      },
      { at },
    );
  const turn = (at: number, status: string) =>
    metaEvent({ optin: { type: "notification_messages", notification_messages_status: status } }, { at });
  const cases = [
    {
      told: [allow(TEST_NOW - 9 * DAY, "t1")],
      expected: { since: -9, until: 171, next: -9, token: "t1" },
    },
    {
      told: [allow(TEST_NOW - 9 * DAY, "t1"), turn(TEST_NOW - 3 * DAY, "STOP_NOTIFICATIONS")],
      expected: { since: -9, until: -3, next: -9, token: "t1" },
    },
    {
      told: [
        allow(TEST_NOW - 9 * DAY, "t1"),
        turn(TEST_NOW - 3 * DAY, "STOP_NOTIFICATIONS"),
        allow(TEST_NOW - 2 * DAY, "t2"),
      ],
      expected: { since: -2, until: 178, next: -2, token: "t2" },
    },
    {
      told: [
        allow(TEST_NOW - 9 * DAY, "t1"),
        turn(TEST_NOW - 3 * DAY, "STOP_NOTIFICATIONS"),
        turn(TEST_NOW - DAY, "RESUME_NOTIFICATIONS"),
      ],
      expected: { since: -1, until: 171, next: -1, token: "t1" },
    },
  ];
  for (const { told, expected } of cases) {
    for (const order of [told, told.toReversed()]) {
      const shop = await createTestWorkspace();
      const connectionId = await connectBoth(shop);
      for (const event of order) {
        await postMeta(shop, connectionId, [event]);
        await work(shop);
      }
      const [row] = await rowsOf(
        shop,
        "select recurring_since as since, recurring_until as until, recurring_next_at as next, recurring_token as token from contact",
      );
      const days = (at: unknown) => (Number(at) - TEST_NOW) / DAY;
      expect({
        ...row,
        since: days(row?.["since"]),
        until: days(row?.["until"]),
        next: days(row?.["next"]),
      }).toEqual(expected);
    }
  }
});
