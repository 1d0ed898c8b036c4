import { afterEach, describe, expect, it, vi } from "vitest";
import { agentSession, chatwoot } from "./chatwoot.ts";

const read = (path: string) => chatwoot.read(new URL(path, "https://chat.example"), null as never);

describe("which conversation is open", () => {
  it.each([
    "/app/accounts/7/conversations/42",
    "/app/accounts/7/inbox/3/conversations/42",
    "/app/accounts/7/label/vip/conversations/42",
    "/app/accounts/7/label/conversations/conversations/42",
    "/app/accounts/7/team/2/conversations/42",
    "/app/accounts/7/custom_view/9/conversations/42",
    "/app/accounts/7/mentions/conversations/42",
    "/app/accounts/7/unattended/conversations/42",
    "/app/accounts/7/participating/conversations/42?messageId=5",
  ])("reads %s", (path) => {
    expect(read(path)).toEqual({ kind: "conversation", account: "7", conversation: "42" });
  });

  it.each([
    ["/app/accounts/7/dashboard", "7"],
    ["/app/accounts/7/conversations", "7"],
    ["/app/accounts/7/contacts/42", "7"],
    ["/app/accounts/7/label/conversations/", "7"],
    ["/app/login", null],
  ])("sees none in %s", (path, account) => {
    expect(read(path)).toEqual({ kind: "none", account });
  });

  it("says so when an id is not one it knows", () => {
    expect(read("/app/accounts/7/conversations/uuid-like")).toMatchObject({ kind: "unreadable" });
  });
});

describe("going to a conversation", () => {
  const goTo = (account: string, conversation: string) => {
    const assign = vi.fn<(path: string) => void>();
    vi.stubGlobal("location", { assign });
    chatwoot.go({ account, conversation });
    vi.unstubAllGlobals();
    return assign.mock.calls;
  };

  it("takes Chatwoot's route, on the page's own origin", () => {
    expect(goTo("7", "42")).toEqual([["/app/accounts/7/conversations/42"]]);
  });

  it.each(["/evil.example", "42/../../..", "javascript:alert(1)", ""])(
    "goes nowhere for %j",
    (conversation) => {
      expect(goTo("7", conversation)).toEqual([]);
    },
  );
});

describe("the agent's own session", () => {
  const kept = { "access-token": "t", client: "c", uid: "a@b.example", expiry: 1 };
  it("is read from the cookie Chatwoot keeps it in", () => {
    const cookie = `x=1; cw_d_session_info=${encodeURIComponent(JSON.stringify(kept))}; y=2`;
    expect(agentSession(cookie)).toEqual({
      "access-token": "t",
      client: "c",
      uid: "a@b.example",
      expiry: "1",
    });
  });
  it.each(["", "cw_d_session_info=%7B", "cw_d_session_info=%7B%7D", "cw_d_session_info=%E0%A4%A"])(
    "is none in %j",
    (cookie) => expect(agentSession(cookie)).toBeNull(),
  );
});

describe("who it is with", () => {
  afterEach(() => vi.unstubAllGlobals());

  const conversation = {
    id: 42,
    account_id: 7,
    inbox_id: 3,
    meta: { sender: { id: 900, name: "王小明", phone_number: "+886900000001", email: null } },
  };
  const inbox = (id: number, source_id: string) => ({ source_id, inbox: { id } });

  function answer(first: unknown, contactInboxes: unknown, contactId = 900) {
    const info = { "access-token": "t", client: "c", uid: "u" };
    vi.stubGlobal("document", { cookie: `cw_d_session_info=${encodeURIComponent(JSON.stringify(info))}` });
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
      asked.push(`${path} ${new Headers(init.headers).get("access-token")}`);
      const contact = { payload: { id: contactId, contact_inboxes: contactInboxes } };
      return Response.json(path.includes("/contacts/") ? contact : first);
    });
    const open = { account: "7", conversation: "42" };
    return { person: chatwoot.person(open, new AbortController().signal), asked };
  }

  it("is the contact's id in the inbox of this conversation", async () => {
    const { person, asked } = answer(conversation, [inbox(3, "U1"), inbox(4, "PSID")]);
    expect(await person).toEqual({
      identity: { channelAccount: "3", externalId: "U1" },
      hints: { name: "王小明", phone: "+886900000001" },
    });
    expect(asked).toEqual(["/api/v1/accounts/7/conversations/42 t", "/api/v1/accounts/7/contacts/900 t"]);
  });

  it.each([
    ["the contact has two ids in it", [inbox(3, "U1"), inbox(3, "U2")]],
    ["the contact has none in it", [inbox(4, "U1")]],
    ["the answer has another form", { 3: "U1" }],
  ])("is only hinted at when %s", async (_why, contactInboxes) => {
    const person = await answer(conversation, contactInboxes).person;
    expect(person?.identity).toBeUndefined();
    expect(person?.hints.name).toBe("王小明");
  });

  it.each([
    ["another conversation", { ...conversation, id: 43 }],
    ["another account", { ...conversation, account_id: 8 }],
    ["nothing it knows", { data: [] }],
  ])("is not said when the answer is about %s", async (_what, first) => {
    expect(await answer(first, [inbox(3, "U1")]).person).toBeNull();
  });

  it("is only hinted at when the contact's answer is about somebody else", async () => {
    expect((await answer(conversation, [inbox(3, "U1")], 901).person)?.identity).toBeUndefined();
  });
});
