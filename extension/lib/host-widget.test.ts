import { expect, it } from "vitest";
import { fromChatwoot } from "./host-widget.ts";

const origin = "https://chat.example";
const conversation = { id: 42, account_id: 7, inbox_id: 3 };
const contact = { name: "王小明", email: "ming@example.com", phone_number: "+886900000001" };
const said = (data: unknown, event = "appContext") => fromChatwoot(JSON.stringify({ event, data }), origin);
const inbox = (id: number, source_id: string) => ({ source_id, inbox: { id } });

it("reads which conversation is open, of its sender's origin", () => {
  expect(said({ conversation, contact })).toEqual({
    type: "alongside:ref",
    ref: {
      inbox: "chatwoot",
      origin,
      account: "7",
      conversation: "42",
      hints: { name: "王小明", email: "ming@example.com", phone: "+886900000001" },
    },
  });
});

it("reads the id the contact has in this conversation's inbox", () => {
  const withOwn = said({ conversation: { ...conversation, contact_inbox: { source_id: "U1" } }, contact });
  const withAll = said({ conversation, contact: { contact_inboxes: [inbox(3, "U1"), inbox(4, "PSID")] } });
  for (const heard of [withOwn, withAll])
    expect(heard).toMatchObject({ ref: { identity: { channelAccount: "3", externalId: "U1" } } });
});

it("takes no id when the contact has two in that inbox", () => {
  const heard = said({ conversation, contact: { contact_inboxes: [inbox(3, "U1"), inbox(3, "U2")] } });
  expect(heard).toMatchObject({ ref: { conversation: "42" } });
  expect(heard).not.toHaveProperty("ref.identity");
});

it.each([
  ["broken JSON", "{"],
  ["another event", JSON.stringify({ event: "other", data: { conversation } })],
  ["no conversation", JSON.stringify({ event: "appContext", data: { conversation: {} } })],
  ["JSON that is no object", "null"],
])("hears nothing in %s", (_what, text) => {
  expect(fromChatwoot(text, origin)).toBeNull();
});
