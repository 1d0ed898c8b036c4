import type { Given } from "../test/furnished.ts";

/**
 * One plausible input per procedure, for the suite that calls every procedure as everybody: add a line
 * with your procedure. A mutation's `operationId` is added by the suite.
 */
export const SAMPLES: Record<string, (given: Given) => unknown> = {
  "connections.list": () => ({}),
  "connections.addLine": ({ fresh }) => ({
    name: "LINE",
    channelSecret: "secret",
    accessToken: "token",
    accountId: `U${fresh.replaceAll("-", "").padEnd(32, "0")}`,
  }),
  "connections.addChatwoot": ({ fresh }) => ({
    name: "Chatwoot",
    origin: `https://${fresh}.shop.test`,
    accountId: "2",
  }),
  "connections.update": ({ lineId }) => ({ connectionId: lineId, name: "Renamed" }),
  "connections.remove": ({ lineId }) => ({ connectionId: lineId }),
  "connections.shareInbox": ({ chatwootId, channelId }) => ({
    connectionId: chatwootId,
    inboxId: "7",
    channelId,
  }),
  "connections.startBackfill": ({ chatwootId }) => ({ connectionId: chatwootId }),
  "connections.backfillProgress": ({ chatwootId }) => ({ connectionId: chatwootId }),
  "contacts.find": () => ({ text: "王" }),
  "contacts.pin": ({ ref, contactId }) => ({ ref, contactId }),
  "contacts.unpin": ({ pinnedRef }) => ({ ref: pinnedRef }),
  "conversations.setActive": ({ contactId }) => ({ contactId, active: false }),
  "events.list": ({ contactId }) => ({ contactId, cursor: null }),
  "members.me": () => ({}),
  "members.list": () => ({}),
  "members.invite": ({ fresh }) => ({ email: `${fresh}@shop.test`, name: "New", role: "agent" }),
  "members.setRole": ({ guestId }) => ({ memberId: guestId, role: "sales" }),
  "members.setState": ({ guestId }) => ({ memberId: guestId, state: "disabled" }),
  "members.resetLink": ({ guestId }) => ({ memberId: guestId }),
  "notes.create": ({ contactId }) => ({ contactId, text: "A new note" }),
  "notes.edit": ({ noteId }) => ({ noteId, text: "An edited note", version: 1 }),
  "notes.delete": ({ noteId }) => ({ noteId, version: 1 }),
  "notes.restore": ({ deletedNoteId }) => ({ noteId: deletedNoteId }),
  "notes.list": ({ contactId }) => ({ contactId, cursor: null }),
  "panel.open": ({ pinnedRef }) => ({ ref: pinnedRef }),
  "permissions.matrix": () => ({}),
  "permissions.set": () => ({ role: "sales", permission: "customer:merge", allowed: true }),
  "preferences.set": () => ({ name: "dataHidden", value: true }),
  "profile.edit": ({ contactId }) => ({ contactId, field: "email", value: "ming@shop.test", seen: null }),
  "sessions.list": () => ({}),
  "sessions.revoke": ({ sessionId }) => ({ sessionId }),
  "settings.get": () => ({}),
  "settings.set": () => ({ name: "name", value: "Another name", seen: null }),
  "tags.applyTag": ({ contactId, fresh }) => ({ contactId, name: fresh, confirmed: false }),
  "tags.remove": ({ contactId, tagId }) => ({ contactId, tagId }),
  "tags.restore": ({ contactId, tagId }) => ({ contactId, tagId }),
  "tags.suggest": ({ contactId }) => ({ contactId, text: "vip" }),
  "tags.frequency": ({ contactId }) => ({ contactId, from: 0, to: 864e5 }),
};
