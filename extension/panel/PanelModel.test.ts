import { effect } from "@preact/signals";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { refKey } from "../../shared/ref-key.ts";
import { CallFailure } from "../lib/failure.ts";
import { POLL_EVERY, POLL_PAGE_EVERY, RETRY_AFTER } from "./Conversation.ts";
import { createPanelModel, KEPT_CAN_WAIT, PREFETCH_FRESH } from "./PanelModel.ts";
import { fakeDesk, fakeHost, fakeSurroundings } from "./test/fakes.ts";
import { link, linkedView, member, NOW, refOf, settle } from "./test/views.ts";

let lifetime: AbortController;

function mount() {
  const parts = fakeDesk();
  const host = fakeHost();
  const around = fakeSurroundings(parts.desk);
  const model = createPanelModel({ host: host.host, surroundings: around.surroundings }, lifetime.signal);
  const conversation = () => {
    const screen = model.screen.value;
    return screen.kind === "conversation" ? screen.conversation : null;
  };
  const shownContact = () => {
    const view = conversation()?.view.value;
    return view?.state === "linked" ? view.contact.id : null;
  };
  const openCall = (at: number) => {
    const call = parts.opens[at];
    if (!call) throw new Error(`there is no call ${at}`);
    return call;
  };
  const pass = async (ms: number) => {
    around.clock.now += ms;
    await vi.advanceTimersByTimeAsync(ms);
  };
  return { ...parts, ...around, host, model, conversation, shownContact, openCall, pass };
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  lifetime = new AbortController();
});
afterEach(() => {
  lifetime.abort();
  vi.useRealTimers();
});

describe("switching", () => {
  it("asks once for a conversation and shows the answer", async () => {
    const panel = mount();
    panel.host.open("1");
    expect(panel.conversation()?.view.value).toBeNull();
    await panel.openCall(0).answer(linkedView("anna"));
    expect(panel.shownContact()).toBe("anna");
    expect(panel.conversation()?.confirmed.value).toBe(true);
    expect(panel.opens).toHaveLength(1);
  });

  it("shows what is cached within the same turn, read-only until it is confirmed", async () => {
    const panel = mount();
    panel.cache.kept.set(refKey(refOf("1")), linkedView("anna"));
    panel.host.open("1");
    expect(panel.shownContact()).toBe("anna");
    expect(panel.conversation()?.confirmed.value).toBe(false);
    expect(panel.opens).toHaveLength(0);
    await settle();
    expect(panel.openCall(0).input.known).toEqual({ contactId: "anna", version: 1, context: "0/" });
    await panel.openCall(0).answer({ state: "unchanged", contactId: "anna", version: 1 });
    expect(panel.conversation()?.confirmed.value).toBe(true);
  });

  it("asks once when the page tells who it is before what is cached was painted", async () => {
    const panel = mount();
    panel.cache.kept.set(refKey(refOf("1")), linkedView("anna"));
    panel.host.open("1");
    panel.host.open("1", { identity: { channelAccount: "7", externalId: "U-anna" } });
    await settle();
    expect(panel.opens).toHaveLength(1);
    expect(panel.openCall(0).input.ref.identity?.externalId).toBe("U-anna");
  });

  it("forgets the cached customer when the conversation now shows somebody else", async () => {
    const panel = mount();
    panel.cache.kept.set(refKey(refOf("1")), linkedView("anna"));
    panel.cache.kept.set(refKey(refOf("2")), linkedView("anna"));
    panel.host.open("1");
    await settle();
    await panel.openCall(0).answer(linkedView("ben"));
    expect(panel.shownContact()).toBe("ben");
    expect(panel.cache.kept.has(refKey(refOf("2")))).toBe(false);
  });

  it("asks again when the answer says `unchanged` of a contact that is not on screen", async () => {
    const panel = mount();
    panel.cache.kept.set(refKey(refOf("1")), linkedView("anna"));
    panel.host.open("1");
    await settle();
    await panel.openCall(0).answer({ state: "unchanged", contactId: "ben", version: 1 });
    expect(panel.shownContact()).toBeNull();
    await panel.openCall(1).answer(linkedView("ben"));
    expect(panel.shownContact()).toBe("ben");
  });

  it("asks again when the page tells more of an unlinked conversation", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer({ state: "unlinked", member, candidates: [] });
    panel.host.open("1", { identity: { channelAccount: "7", externalId: "U-anna" } });
    await settle();
    expect(panel.openCall(1).input.ref.identity?.externalId).toBe("U-anna");
    await panel.openCall(1).answer(linkedView("anna"));
    expect(panel.shownContact()).toBe("anna");
  });

  it("waits with its one question until the page knows who it is", async () => {
    const panel = mount();
    panel.cache.kept.set(refKey(refOf("1")), linkedView("anna"));
    const at = (ref: ReturnType<typeof refOf>, settling: boolean) =>
      panel.host.show({ kind: "conversation", link, theme: null, ref, clickedAt: null, settling });
    at(refOf("1"), true);
    await settle();
    expect(panel.shownContact()).toBe("anna");
    expect(panel.opens).toHaveLength(0);
    at({ ...refOf("1"), identity: { channelAccount: "7", externalId: "U-anna" } }, false);
    await settle();
    expect(panel.opens).toHaveLength(1);
    expect(panel.openCall(0).input.ref.identity?.externalId).toBe("U-anna");
    at(refOf("2"), true);
    at(refOf("2"), false);
    await settle();
    expect(panel.opens).toHaveLength(2);
  });

  it("never shows another conversation's customer, whatever the order of switches and answers", async () => {
    const step = fc.record({
      name: fc.constantFrom("switch", "switch", "hover", "answer", "answer", "fail", "leave", "wait"),
      at: fc.nat(50),
      to: fc.constantFrom("1", "2", "3", "4"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        lifetime = new AbortController();
        const panel = mount();
        const answered = new Set<object>();
        let open: string | null = null;
        const wrong: string[] = [];
        const check = (what: string) => {
          const contact = panel.shownContact();
          if (contact !== null && contact !== `contact-${open}`) wrong.push(`${contact} in ${open}: ${what}`);
        };
        const stop = effect(() => check(panel.model.screen.value.kind));
        const act: Record<string, (at: number, to: string) => unknown> = {
          switch(_, to) {
            open = to;
            panel.host.open(to);
          },
          leave() {
            open = null;
            panel.host.show({ kind: "no-conversation", link, theme: null });
          },
          hover: (_, to) => panel.host.hover(to),
          wait: (at) => panel.pass([500, 3000, POLL_EVERY][at % 3] ?? 0),
          fail: (at) => take(at)?.fail(new CallFailure("UNAVAILABLE")),
          answer(at) {
            const call = take(at);
            const known = call?.input.known;
            const contactId = `contact-${call?.input.ref.conversation}`;
            return call?.answer(
              known ? { state: "unchanged", contactId: known.contactId, version: 1 } : linkedView(contactId),
            );
          },
        };
        const take = (at: number) => {
          const waiting = panel.opens.filter((call) => !answered.has(call));
          const call = waiting[at % Math.max(1, waiting.length)];
          if (call) answered.add(call);
          return call;
        };
        for (const { name, at, to } of steps) {
          const asked = panel.opens.length;
          await act[name]?.(at, to);
          await settle();
          check(name);
          if (name === "switch" && panel.opens.length > asked + 1)
            wrong.push("more than one request a switch");
          const key = open === null ? null : refKey(refOf(open));
          if ((panel.conversation()?.key ?? null) !== key) wrong.push(`not following: ${name}`);
        }
        stop();
        lifetime.abort();
        expect(wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("keeping up", () => {
  it("asks every ten seconds what changed, and shows another agent's change", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer(linkedView("anna"));
    await panel.pass(POLL_EVERY);
    expect(panel.openCall(1).input.known).toEqual({ contactId: "anna", version: 1, context: "0/" });
    const changed = linkedView("anna");
    await panel.openCall(1).answer({ ...changed, contact: { ...changed.contact, version: 2 } });
    const view = panel.conversation()?.view.value;
    expect(view?.state === "linked" && view.contact.version).toBe(2);
    expect(panel.opens).toHaveLength(2);
  });

  it("asks sooner while a website customer's page is shown, and for all of it when that may be missing", async () => {
    const panel = mount();
    const website = linkedView("anna");
    website.contact.channel = { ...website.contact.channel, kind: "website" };
    panel.host.open("1");
    await panel.openCall(0).answer(website);
    await panel.pass(POLL_PAGE_EVERY);
    expect(panel.opens).toHaveLength(1);
    await panel.pass(POLL_EVERY - POLL_PAGE_EVERY);
    expect(panel.openCall(1).input.known).toBeUndefined();
    const page = { state: "online", url: "https://www.shop.test/", title: "x", at: NOW } as const;
    await panel.openCall(1).answer({ ...website, page });
    await panel.pass(POLL_PAGE_EVERY);
    expect(panel.openCall(2).input.known).toMatchObject({ contactId: "anna" });
  });

  it("stops while hidden and asks at once when seen again", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer(linkedView("anna"));
    panel.visible.value = false;
    await panel.pass(10 * POLL_EVERY);
    expect(panel.opens).toHaveLength(1);
    panel.visible.value = true;
    expect(panel.opens).toHaveLength(2);
  });

  it("asks again by itself after failures, later each time, and keeps what was confirmed", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).fail(new CallFailure("OFFLINE"));
    expect(panel.conversation()?.failure.value?.code).toBe("OFFLINE");
    await panel.pass(RETRY_AFTER[0]);
    await panel.openCall(1).fail(new CallFailure("OFFLINE"));
    await panel.pass(RETRY_AFTER[0]);
    expect(panel.opens).toHaveLength(2);
    await panel.pass(RETRY_AFTER[1] - RETRY_AFTER[0]);
    await panel.openCall(2).answer(linkedView("anna"));
    expect(panel.conversation()?.failure.value).toBeNull();
    await panel.pass(POLL_EVERY);
    await panel.openCall(3).fail(new CallFailure("UNAVAILABLE"));
    expect(panel.shownContact()).toBe("anna");
    expect(panel.conversation()?.confirmed.value).toBe(true);
  });

  it("asks at once when the browser is online again", async () => {
    const panel = mount();
    panel.host.open("1");
    panel.online.value = false;
    await panel.openCall(0).fail(new CallFailure("OFFLINE"));
    panel.online.value = true;
    expect(panel.opens).toHaveLength(2);
  });

  it("drops an answer that was asked for before a write was acknowledged, and asks again", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer(linkedView("anna"));
    await panel.pass(POLL_EVERY);
    const customer = panel.conversation()?.customer.value;
    const tag = { id: "t", name: "VIP", count: 1, lastAt: NOW };
    const sent = customer?.send(
      "tags.applyTag",
      { contactId: "anna", name: "VIP", confirmed: false },
      (view, result) => ({ ...view, tags: [result] }),
    );
    await panel.outbox.acknowledge("operation-1", tag);
    await sent;
    await panel.openCall(1).answer(linkedView("anna"));
    const view = () => panel.conversation()?.view.value;
    expect(view()).toMatchObject({ tags: [tag] });
    await panel.openCall(2).answer(linkedView("anna", { tags: [{ ...tag, count: 2 }] }));
    expect(view()).toMatchObject({ tags: [{ count: 2 }] });
  });
});

it("drops an answer that comes while a write is on its way, and asks once that one is acknowledged", async () => {
  const panel = mount();
  const tag = { id: "t", name: "VIP", count: 1, lastAt: NOW };
  panel.host.open("1");
  await panel.openCall(0).answer(linkedView("anna"));
  void panel
    .conversation()
    ?.customer.value?.send(
      "tags.applyTag",
      { contactId: "anna", name: "VIP", confirmed: false },
      (view, result) => ({ ...view, tags: [result] }),
    );
  panel.outbox.sending("operation-1");
  await panel.pass(POLL_EVERY);
  await panel.openCall(1).answer(linkedView("anna", { tags: [tag] }));
  expect(panel.conversation()?.view.value).toMatchObject({ tags: [] });
  await panel.outbox.acknowledge("operation-1", tag);
  await panel.openCall(2).answer(linkedView("anna", { tags: [tag] }));
  expect(panel.conversation()?.view.value).toMatchObject({ tags: [tag] });
});

describe("prefetching", () => {
  it("uses an answer on its way as the one request of the switch", async () => {
    const panel = mount();
    panel.host.show({ kind: "no-conversation", link, theme: null });
    panel.host.hover("1");
    panel.host.hover("1");
    panel.host.open("1");
    expect(panel.opens).toHaveLength(1);
    await panel.openCall(0).answer(linkedView("anna"));
    expect(panel.shownContact()).toBe("anna");
    expect(panel.conversation()?.confirmed.value).toBe(true);
  });

  it("leaves whom it keeps for later, so that an open one is painted before it is asked for", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer(linkedView("anna"));
    panel.host.show({ kind: "no-conversation", link, theme: null });
    panel.host.hover("1");
    expect(panel.opens).toHaveLength(1);
    panel.host.open("1");
    expect(panel.shownContact()).toBe("anna");
    expect(panel.opens).toHaveLength(1);
    await settle();
    await panel.pass(KEPT_CAN_WAIT);
    expect(panel.opens).toHaveLength(2);
    panel.host.show({ kind: "no-conversation", link, theme: null });
    panel.host.hover("1");
    await panel.pass(KEPT_CAN_WAIT);
    expect(panel.opens).toHaveLength(3);
  });

  it("asks again when the prefetched answer is old", async () => {
    const panel = mount();
    panel.host.show({ kind: "no-conversation", link, theme: null });
    panel.host.hover("1");
    await panel.openCall(0).answer(linkedView("anna"));
    await panel.pass(PREFETCH_FRESH + 1);
    panel.host.open("1");
    expect(panel.shownContact()).toBe("anna");
    expect(panel.conversation()?.confirmed.value).toBe(false);
    await settle();
    expect(panel.opens).toHaveLength(2);
  });
});

describe("who may see", () => {
  it("shows nothing and asks nothing before it is paired or signed in", async () => {
    const panel = mount();
    expect(panel.model.screen.value.kind).toBe("waiting");
    panel.session.value = { kind: "signed-out", failure: null };
    panel.host.open("1");
    await settle();
    expect(panel.model.screen.value.kind).toBe("signed-out");
    expect(panel.opens).toHaveLength(0);
  });

  it("purges what was cached when the session ends, and ignores an answer that comes after", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer(linkedView("anna"));
    panel.host.open("2");
    panel.session.value = { kind: "signed-out", failure: new CallFailure("UNAUTHENTICATED") };
    await panel.openCall(1).answer(linkedView("ben"));
    expect(panel.model.screen.value.kind).toBe("signed-out");
    expect(panel.cache.kept.size).toBe(0);
    expect(panel.cache.purges()).toBe(1);
  });

  it("purges and shows nobody when the server refuses the member", async () => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer(linkedView("anna"));
    await panel.pass(POLL_EVERY);
    await panel.openCall(1).fail(new CallFailure("FORBIDDEN"));
    expect(panel.model.screen.value.kind).toBe("refused");
    expect(panel.cache.kept.size).toBe(0);
    await panel.pass(10 * POLL_EVERY);
    expect(panel.opens).toHaveLength(2);
  });

  it.each([
    [{ kind: "page-changed" as const, link, theme: null, reason: "no id" }],
    [{ kind: "unconfigured" as const, origin: "https://inbox.example", account: null }],
    [{ kind: "no-conversation" as const, link, theme: null }],
  ])("takes the customer off the screen when the host says %o", async (state) => {
    const panel = mount();
    panel.host.open("1");
    await panel.openCall(0).answer(linkedView("anna"));
    panel.host.show(state);
    expect(panel.model.screen.value.kind).toBe(state.kind);
    expect(panel.shownContact()).toBeNull();
  });
});

it("remembers the eye at once and tells the server", async () => {
  const panel = mount();
  const told = vi.spyOn(panel.desk.calls, "setDataHidden");
  panel.host.open("1");
  await panel.openCall(0).answer(linkedView("anna"));
  expect(panel.model.dataHidden.value).toBe(false);
  panel.model.setDataHidden(true);
  expect(panel.model.dataHidden.value).toBe(true);
  expect(told).toHaveBeenCalledWith(true);
});
