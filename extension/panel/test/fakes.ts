import { signal } from "@preact/signals";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import type { LinkedPanel, PanelOpen, PanelView } from "../../../shared/schemas/panel.ts";
import type { ViewCache } from "../../lib/cache.ts";
import type { Drafts } from "../../lib/drafts.ts";
import { CallFailure } from "../../lib/failure.ts";
import type { HostState, PanelHost } from "../../lib/host.ts";
import type { SessionState } from "../../lib/session.ts";
import type { Draft } from "../../lib/storage.ts";
import { createCustomer } from "../Customer.ts";
import type { Connection, Desk, KeptView, Surroundings } from "../desk.ts";
import { fakeOutbox } from "./fake-outbox.ts";
import { NOW, link, refOf, member, linkedView, settle } from "./views.ts";

/** A call that was made and is answered when the test says so. */
export interface OpenCall {
  input: PanelOpen;
  answer(view: PanelView): Promise<void>;
  fail(failure: CallFailure): Promise<void>;
}

export function fakeCache() {
  const kept = new Map<string, KeptView>();
  let purges = 0;
  const cache: ViewCache = {
    peek: (key) => kept.get(key),
    get: (key) => Promise.resolve(kept.get(key) ?? null),
    put: (key, view) => Promise.resolve(void kept.set(key, view)),
    purgeContact(contactId) {
      for (const [key, view] of kept)
        if (view.state === "linked" && view.contact.id === contactId) kept.delete(key);
      return Promise.resolve();
    },
    purge() {
      purges += 1;
      kept.clear();
      return Promise.resolve();
    },
  };
  return { cache, kept, purges: () => purges };
}

export function fakeDrafts() {
  const kept = new Map<string, Draft>();
  const drafts: Drafts = {
    get: (contactId, name) => Promise.resolve(kept.get(`${contactId} ${name}`) ?? null),
    of: (contactId) =>
      Promise.resolve(
        new Map(
          [...kept]
            .filter(([key]) => key.startsWith(`${contactId} `))
            .map(([key, draft]) => [key.slice(contactId.length + 1), draft]),
        ),
      ),
    set(contactId, name, text, seen = null) {
      if (text === "") kept.delete(`${contactId} ${name}`);
      else kept.set(`${contactId} ${name}`, { text, seen, at: NOW });
      return Promise.resolve();
    },
    drop: (contactId, name) => Promise.resolve(void kept.delete(`${contactId} ${name}`)),
    forget(contactId) {
      for (const key of kept.keys()) if (key.startsWith(`${contactId} `)) kept.delete(key);
      return Promise.resolve();
    },
  };
  return { drafts, kept };
}

const never = () => Promise.reject(new CallFailure("OFFLINE"));

/** A desk whose `open` calls the test answers one by one, in any order. */
export function fakeDesk(memberId = member.id) {
  const opens: OpenCall[] = [];
  const cache = fakeCache();
  const drafts = fakeDrafts();
  const outbox = fakeOutbox();
  const desk: Desk = {
    memberId,
    cache: cache.cache,
    drafts: drafts.drafts,
    outbox: outbox.outbox,
    async forget(contactId) {
      await Promise.all([cache.cache.purgeContact(contactId), drafts.drafts.forget(contactId)]);
      outbox.forget(contactId);
    },
    calls: {
      open: (input) =>
        new Promise((resolve, reject) =>
          opens.push({
            input,
            answer: (view) => (resolve(view), settle()),
            fail: (failure) => (reject(failure), settle()),
          }),
        ),
      find: never,
      reveal: never,
      pin: never,
      unpin: never,
      suggestTags: () => Promise.resolve([]),
      tagFrequency: () => Promise.resolve([]),
      notes: never,
      events: never,
      orders: never,
      thread: never,
      profileHistory: never,
      attributeHistory: never,
      exportOptions: never,
      exportCsv: never,
      exportByMail: never,
      retryMail: never,
      omoChoices: never,
      omoBind: never,
      omoUnbind: never,
      omoRestore: never,
      phoneLink: never,
      bindingLink: never,
      compareCustomers: never,
      customerTies: never,
      mergeCustomers: never,
      unmergeCustomers: never,
      splitContact: never,
      tellCustomersApart: never,
      setDataHidden: () => Promise.resolve(),
      setActive: never,
      deletionPreview: never,
      deleteConversation: never,
      deletion: never,
      restore: never,
      eraseNow: never,
    },
  };
  return { desk, opens, cache, drafts, outbox };
}

export function fakeHost() {
  let tell: (state: HostState) => void = () => undefined;
  let hover: (ref: ConversationRef) => void = () => undefined;
  const host: PanelHost = {
    mount: "frame",
    subscribe(listener) {
      tell = listener;
      listener({ kind: "waiting" });
    },
    onPrefetch(listener) {
      hover = listener;
    },
    goTo: () => Promise.resolve(true),
  };
  return {
    host,
    show: (state: HostState) => tell(state),
    open: (conversation: string, change: Partial<ConversationRef> = {}) =>
      tell({
        kind: "conversation",
        link,
        theme: null,
        ref: { ...refOf(conversation), ...change },
        clickedAt: null,
      }),
    hover: (conversation: string) => hover(refOf(conversation)),
  };
}

export function fakeSurroundings(desk: Desk) {
  const session = signal<SessionState>({
    kind: "signed-in",
    member: { id: desk.memberId, name: "Amy", email: "amy@example.com", role: "agent" },
  });
  const visible = signal(true);
  const online = signal(true);
  const clock = { now: NOW };
  const connection: Connection = {
    session: { state: session, signIn: () => Promise.resolve(), signOut: () => Promise.resolve() },
    deskOf: () => desk,
  };
  const surroundings: Surroundings = {
    connect: () => connection,
    visible,
    online,
    now: () => clock.now,
    goTo: () => Promise.resolve(true),
    setUp: null,
  };
  return { surroundings, session, visible, online, clock };
}

/** A customer as a section is given one, with a view the test can change. */
export function fakeCustomer(view: LinkedPanel = linkedView("anna")) {
  const parts = fakeDesk();
  const { surroundings } = fakeSurroundings(parts.desk);
  const shown = signal<LinkedPanel>(view);
  const confirmed = signal(true);
  const customer = createCustomer({
    contactId: view.contact.id,
    ref: signal(refOf("1")),
    view: shown,
    confirmed,
    desk: parts.desk,
    surroundings,
    update: (change) => {
      shown.value = change(shown.value);
    },
    refresh: () => undefined,
  });
  return { ...parts, customer, view: shown, confirmed };
}
