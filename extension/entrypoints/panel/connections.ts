import { type Api, createApi } from "../../lib/api.ts";
import { createCache } from "../../lib/cache.ts";
import { createDrafts } from "../../lib/drafts.ts";
import { createForget } from "../../lib/forget.ts";
import type { ServerLink } from "../../lib/host.ts";
import { operationId } from "../../lib/operation-id.ts";
import { createOutbox } from "../../lib/outbox.ts";
import { createSession } from "../../lib/session.ts";
import type { Mount } from "../../lib/sign-in.ts";
import { linkKey } from "../../lib/link-key.ts";
import type { Connection, Desk, PanelCalls, PanelOutbox } from "../../panel/desk.ts";

/** Connections by link, each made once per page, with a desk per member. */
export function createConnections(mount: Mount): (link: ServerLink) => Connection {
  const connections = new Map<string, Connection>();
  return (link) => {
    const known = connections.get(linkKey(link));
    if (known) return known;
    const session = createSession({ link, mount });
    const calls = callsOf(createApi(link, session), async (input, watch) =>
      (await import("../../lib/download-csv.ts")).downloadCsv(link, session, input, watch),
    );
    const desks = new Map<string, Desk>();
    const connection: Connection = {
      session,
      deskOf(memberId) {
        const made = desks.get(memberId);
        if (made) return made;
        const outbox = createOutbox({ link, memberId, tokens: session });
        outbox.start();
        const cache = createCache(link, memberId);
        const drafts = createDrafts(link, memberId);
        const desk: Desk = {
          memberId,
          calls,
          cache,
          // The panel's own table of writes (`PanelWrites`) is a part of the router's.
          outbox: outbox as PanelOutbox,
          drafts,
          forget: createForget({ link, memberId, cache, drafts, outbox }),
        };
        desks.set(memberId, desk);
        return desk;
      },
    };
    connections.set(linkKey(link), connection);
    return connection;
  };
}

function callsOf(api: Api, exportCsv: PanelCalls["exportCsv"]): PanelCalls {
  return {
    open: (input) => api.panel.open.query(input),
    reveal: (input) => api.contacts.reveal.mutate({ ...input, operationId: operationId() }),
    find: (text, cursor = null) => api.contacts.find.query({ text, cursor }),
    pin: (ref, contactId) => api.contacts.pin.mutate({ ref, contactId, operationId: operationId() }),
    unpin: (ref) => api.contacts.unpin.mutate({ ref, operationId: operationId() }),
    suggestTags: (input) => api.tags.suggest.query(input),
    tagFrequency: (input) => api.tags.frequency.query(input),
    notes: (input) => api.notes.list.query(input),
    events: (input) => api.events.list.query(input),
    orders: (input) => api.orders.list.query(input),
    thread: (input) => api.channels.goTo.query(input),
    profileHistory: (input) => api.profile.history.query(input),
    attributeHistory: (input) => api.attributes.history.query(input),
    exportOptions: (input) => api.conversations.exportOptions.query(input),
    exportCsv,
    exportByMail: (input) => api.conversations.exportByMail.mutate(input),
    retryMail: (input) => api.conversations.retryMail.mutate(input),
    setActive: (input) => api.conversations.setActive.mutate({ ...input, operationId: operationId() }),
    deletionPreview: (contactId) => api.conversations.deletionPreview.query({ contactId }),
    deleteConversation: (input) => api.conversations.delete.mutate({ ...input, operationId: operationId() }),
    deletion: (deletionId) => api.conversations.deletion.query({ deletionId }),
    restore: (deletionId) => api.conversations.restore.mutate({ deletionId, operationId: operationId() }),
    eraseNow: (input) => api.conversations.eraseNow.mutate({ ...input, operationId: operationId() }),
    omoChoices: (input) => api.omo.choices.query(input),
    omoBind: (input) => api.omo.bindMember.mutate({ ...input, operationId: operationId() }),
    omoUnbind: (input) => api.omo.unbind.mutate({ ...input, operationId: operationId() }),
    omoRestore: (input) => api.omo.restore.mutate({ ...input, operationId: operationId() }),
    compareCustomers: (input) => api.customers.compare.query(input),
    customerTies: (input) => api.customers.ties.query(input),
    mergeCustomers: (input) => api.customers.merge.mutate({ ...input, operationId: operationId() }),
    unmergeCustomers: (input) => api.customers.unmerge.mutate({ ...input, operationId: operationId() }),
    splitContact: (input) => api.customers.split.mutate({ ...input, operationId: operationId() }),
    tellCustomersApart: (input) => api.customers.tellApart.mutate({ ...input, operationId: operationId() }),
    bindingLink: (input) => api.bindings.link.mutate({ ...input, operationId: operationId() }),
    phoneLink: (input) => api.crm.phoneLink.mutate({ ...input, operationId: operationId() }),
    setDataHidden: (hidden) =>
      api.preferences.set.mutate({ name: "dataHidden", value: hidden, operationId: operationId() }),
  };
}
