import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import { PERMISSION_NAMES } from "../../../shared/permissions.ts";
import type { BoundChannel, LastTimes } from "../../../shared/schemas/channels.ts";
import type { LinkedPanel, NoteItem, PanelMember, ProfileField } from "../../../shared/schemas/panel.ts";

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
  modules: [],
  masks: [],
  dataHidden: false,
};

const unset: ProfileField = { value: null, source: null, authorName: null, at: null };
export const field = (value: string | null): ProfileField =>
  value === null ? unset : { value, source: "channel", authorName: null, at: NOW - 86_400_000 };

export const NO_TIMES: LastTimes = {
  customerAt: null,
  marketingAt: null,
  teamAt: null,
  checkoutAt: null,
  subscribedAt: null,
};

export const channelOf = (contactId: string, change: Partial<BoundChannel> = {}): BoundChannel => ({
  contactId,
  kind: "line",
  account: "Shop",
  name: `Name of ${contactId}`,
  externalId: `U-${contactId}`,
  blockedAt: null,
  unsubscribedByCustomerAt: null,
  unsubscribedByTeamAt: null,
  times: NO_TIMES,
  reach: "here",
  join: null,
  ...change,
});

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
    export: { lastAt: null, lastByName: null, mail: null },
    active: { active: true, at: null, byName: null, blockedMessages: 0, host: null, hostReason: null },
    tags: [],
    page: null,
    notes: { items: [], next: null },
    events: { items: [], next: null },
    channels: [channelOf(contactId)],
    across: NO_TIMES,
    person: null,
    suggestions: [],
    bindings: [],
    orders: {
      missing: null,
      cart: null,
      from: NOW - 90 * 86_400_000,
      recent: { items: [], next: null },
      totals: [],
    },
    recurring: { since: null, until: null, nextAt: null },
    omo: null,
    crm: null,
    attributes: [],
    context: "0/",
    timeZone: "Asia/Taipei",
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

/** Lets everything that was promised happen. */
export const settle = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};
