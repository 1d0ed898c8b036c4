import { expect, test } from "vitest";
import { bsuid, change, statusChange, textChange } from "../../test/fakes/whatsapp.ts";
import { rowsOf } from "../../test/work.ts";
import { TEST_NOW } from "../../test/workspace.ts";
import { type Json, ANNA, seconds, connected, count } from "../../test/fakes/whatsapp-connected.ts";

test("the customer's own stop stands above the team, the newest word counts, and a refusal for it is one too", async () => {
  const preference = (value: string, at: number) =>
    change(
      {
        user_preferences: [
          {
            user_id: ANNA.id,
            wa_id: ANNA.number,
            category: "marketing_messages",
            value,
            detail: "…",
            timestamp: at / 1000,
          },
        ],
      },
      { field: "user_preferences" },
    );
  const stop = preference("stop", TEST_NOW - 60_000);
  const resume = preference("resume", TEST_NOW - 30_000);
  const refusal = statusChange("wamid.5", "failed", ANNA, TEST_NOW, {
    errors: [{ code: 131050, title: "Stopped" }],
  });
  const after = async (...changes: Json[]) => {
    const { shop, deliver } = await connected();
    for (const one of changes) await deliver(one);
    const [contact] = await rowsOf(
      shop,
      "select unsubscribed_by_customer_at - ? as u from contact",
      TEST_NOW,
    );
    const events = await rowsOf(shop, "select kind from event where kind like 'marketing.%' order by at");
    return [contact?.["u"], ...events.map(({ kind }) => kind)];
  };
  expect(await after(stop)).toEqual([-60_000, "marketing.stopped"]);
  expect(await after(stop, resume)).toEqual([null, "marketing.stopped", "marketing.resumed"]);
  expect(await after(resume, stop)).toEqual([null, "marketing.stopped", "marketing.resumed"]);
  expect(await after(refusal, resume)).toEqual([0, "marketing.resumed"]);
  expect(await after(refusal)).toEqual([0]);
});

test("a status never goes back, comes before the message or without it, and a failure is final", async () => {
  const { shop, deliver } = await connected();
  const error = { errors: [{ code: 131026, title: "Undeliverable" }] };
  await deliver(
    statusChange("wamid.1", "read", ANNA, TEST_NOW + 3000),
    statusChange("wamid.1", "sent", ANNA, TEST_NOW + 1000),
    statusChange("wamid.2", "failed", ANNA, TEST_NOW, error),
    statusChange("wamid.2", "read", ANNA, TEST_NOW + 9000),
    statusChange("wamid.3", "played", {}, TEST_NOW),
  );
  // A message to somebody makes them no contact; what we do not know of them does.
  expect(await count(shop, "contact")).toBe(0);
  await deliver(
    change({
      statuses: [{ id: "wamid.4", status: "teleported", timestamp: seconds, recipient_id: ANNA.number }],
    }),
  );
  expect(
    await rowsOf(
      shop,
      "select provider_id as id, rank, read_at - ? as read, delivered_at as delivered, error from message_status order by 1",
      TEST_NOW,
    ),
  ).toEqual([
    { id: "wamid.1", rank: 3, read: 3000, delivered: null, error: null },
    {
      id: "wamid.2",
      rank: 9,
      read: 9000,
      delivered: null,
      error: '{"code":"131026","title":"Undeliverable"}',
    },
    { id: "wamid.3", rank: 4, read: null, delivered: null, error: null },
  ]);
  expect(await rowsOf(shop, "select kind, data from event where kind <> 'contact.created'")).toEqual([
    { kind: "channel.unknown", data: '{"type":"status: teleported"}' },
  ]);
  expect(await count(shop, "message")).toBe(0);
});

test("a message Meta counts as marketing is the team's last marketing, from whatever system it was sent", async () => {
  const { shop, deliver } = await connected();
  await deliver(textChange("wamid.1", "hi", ANNA));
  const marketed = () => rowsOf(shop, "select last_marketing_at as at from contact");
  const priced = (category: string) => ({ pricing: { billable: true, pricing_model: "PMP", category } });
  await deliver(statusChange("wamid.2", "sent", ANNA, TEST_NOW - 9000, priced("utility")));
  expect(await marketed()).toEqual([{ at: null }]);
  await deliver(
    statusChange("wamid.3", "delivered", ANNA, TEST_NOW - 5000, priced("marketing")),
    statusChange("wamid.3", "read", ANNA, TEST_NOW - 1000, priced("marketing")),
    statusChange("wamid.4", "failed", ANNA, TEST_NOW - 500, priced("marketing")),
  );
  await deliver(statusChange("wamid.3", "sent", ANNA, TEST_NOW - 6000, priced("marketing")));
  expect(await marketed()).toEqual([{ at: TEST_NOW - 5000 }]);
  await deliver(statusChange("wamid.5", "sent", { id: bsuid(7) }, TEST_NOW, priced("marketing")));
  expect(await count(shop, "contact")).toBe(1);
});
