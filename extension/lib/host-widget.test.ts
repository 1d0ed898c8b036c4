import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fromChatwoot, openWidgetHost } from "./host-widget.ts";

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

describe("going to a conversation", () => {
  const to = { inbox: "demo" as const, origin, account: "7", conversation: "42" };
  const posted = vi.fn<(message: unknown, target: string) => void>();
  const parent = { postMessage: posted };
  let says: (data: unknown, from?: unknown, at?: string) => void;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    posted.mockClear();
    const page = new EventTarget();
    says = (data, source = parent, at = origin) =>
      page.dispatchEvent(Object.assign(new Event("message"), { data, source, origin: at }));
    vi.stubGlobal("window", { parent });
    vi.stubGlobal("location", {
      ancestorOrigins: [origin],
      search: "?workspace=shop",
      origin: "https://a.example",
    });
    vi.stubGlobal("document", { referrer: "" });
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("asks the parent, and its parent only, and believes its answer", async () => {
    const going = openWidgetHost().goTo(to);
    expect(posted.mock.calls).toEqual([[{ type: "alongside:go", to }, origin]]);
    says({ type: "alongside:went" });
    expect(await going).toBe(true);
  });

  it("says so when the parent does not answer; others' answers do not count", async () => {
    const going = openWidgetHost().goTo(to);
    says({ type: "alongside:went" }, {});
    says({ type: "alongside:went" }, parent, "https://evil.example");
    await vi.advanceTimersByTimeAsync(1000);
    expect(await going).toBe(false);
  });

  it("never leads to another origin", async () => {
    expect(await openWidgetHost().goTo({ ...to, origin: "https://evil.example" })).toBe(false);
    expect(posted).not.toHaveBeenCalled();
  });
});
