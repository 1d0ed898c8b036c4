import { signal } from "@preact/signals";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import { PERMISSION_NAMES } from "../../../shared/permissions.ts";
import type {
  LinkedPanel,
  NoteItem,
  PanelMember,
  PanelOpen,
  PanelView,
  ProfileField,
} from "../../../shared/schemas/panel.ts";
import type { ViewCache } from "../../lib/cache.ts";
import type { Drafts } from "../../lib/drafts.ts";
import { CallFailure } from "../../lib/failure.ts";
import type { HostState, PanelHost } from "../../lib/host.ts";
import type { OutboxEntry, Refusal } from "../../lib/outbox-entry.ts";
import type { SessionState } from "../../lib/session.ts";
import type { Draft } from "../../lib/storage.ts";
import { createCustomer } from "../Customer.ts";
import type { Connection, Desk, KeptView, PanelOutbox, Surroundings } from "../desk.ts";

export const NOW = Date.UTC(2026, 4, 10, 4);

export const link = { server: "https://alongside.example", workspace: "acme" };

export const refOf = (conversation: string): ConversationRef => ({
  inbox: "demo",
  origin: "https://inbox.example",
  account: "1",
  conversation,
  hints: {},
});

export const member: PanelMember = {
  id: "member-amy",
  name: "Amy",
  role: "agent",
  permissions: PERMISSION_NAMES,
  dataHidden: false,
};

const unset: ProfileField = { value: null, source: null, authorName: null, at: null };
export const field = (value: string | null): ProfileField =>
  value === null ? unset : { value, source: "channel", authorName: null, at: NOW - 86_400_000 };

export function linkedView(contactId: string, change: Partial<LinkedPanel> = {}): LinkedPanel {
  return {
    state: "linked",
    member,
    contact: {
      id: contactId,
      customerId: contactId,
      version: 1,
      channel: { id: "channel", kind: "line", accountId: "@shop", name: "Shop" },
      externalId: `U-${contactId}`,
      pictureUrl: null,
      profile: {
        name: field(`Name of ${contactId}`),
        email: field(null),
        phone: { ...unset, display: null, locked: false },
        memberNo: field(null),
      },
      unsubscribedByCustomerAt: null,
    },
    link: { method: "webhook", authorName: null, at: NOW },
    historyIncomplete: false,
    tags: [],
    notes: { items: [], next: null },
    events: { items: [], next: null },
    ...change,
  };
}

export const note = (id: string, text: string, change: Partial<NoteItem> = {}): NoteItem => ({
  id,
  text,
  authorId: member.id,
  authorName: member.name,
  createdAt: NOW - 60_000,
  updatedAt: NOW - 60_000,
  updatedByName: null,
  version: 1,
  ...change,
});

/** A call that was made and is answered when the test says so. */
export interface OpenCall {
  input: PanelOpen;
  answer(view: PanelView): Promise<void>;
  fail(failure: CallFailure): Promise<void>;
}

/** Lets everything that was promised happen. */
export const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

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
  };
  return { drafts, kept };
}

/** An outbox whose entries the test acknowledges or refuses. */
export function fakeOutbox() {
  const pending = signal<readonly OutboxEntry[]>([]);
  const promises = new Map<string, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let seq = 0;
  const without = (operationId: string) => pending.value.filter((entry) => entry.operationId !== operationId);
  const entryOf = (operationId: string) => pending.value.find((entry) => entry.operationId === operationId);
  const change = (operationId: string, to: Partial<OutboxEntry>) => {
    pending.value = pending.value.map((entry) =>
      entry.operationId === operationId ? { ...entry, ...to } : entry,
    );
  };
  const outbox: PanelOutbox = {
    pending,
    send(procedure, input, contactId) {
      seq += 1;
      const operationId = `operation-${seq}`;
      const entry: OutboxEntry = {
        seq,
        operationId,
        procedure,
        input: { ...input },
        memberId: member.id,
        link,
        contactId,
        createdAt: NOW,
        attempts: 0,
        notBefore: 0,
        state: "waiting",
        refusal: null,
      };
      pending.value = [...pending.value, entry];
      return new Promise((resolve, reject) =>
        promises.set(operationId, { resolve: resolve as never, reject }),
      );
    },
    answer(operationId, yes) {
      if (!yes) pending.value = without(operationId);
      else
        change(operationId, {
          state: "waiting",
          refusal: null,
          input: { ...entryOf(operationId)?.input, confirmed: true },
        });
      return Promise.resolve();
    },
    retry: (operationId) => Promise.resolve(change(operationId, { state: "waiting", refusal: null })),
    drop: (operationId) => Promise.resolve(void (pending.value = without(operationId))),
  };
  return {
    outbox,
    entries: () => pending.value,
    sending: (operationId: string) => change(operationId, { state: "sending" }),
    async acknowledge(operationId: string, result: unknown) {
      pending.value = without(operationId);
      promises.get(operationId)?.resolve(result);
      await settle();
    },
    async refuse(operationId: string, refusal: Refusal) {
      change(operationId, { state: refusal.code === "CONFIRM_REPEAT" ? "asking" : "refused", refusal });
      promises.get(operationId)?.reject(new CallFailure(refusal.code, refusal));
      await settle();
    },
  };
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
      pin: never,
      unpin: never,
      suggestTags: () => Promise.resolve([]),
      tagFrequency: () => Promise.resolve([]),
      notes: never,
      events: never,
      setDataHidden: () => Promise.resolve(),
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
