import { uuidv7 } from "uuidv7";
import { type Api, createApi } from "../../lib/api.ts";
import { createCache } from "../../lib/cache.ts";
import { createDrafts } from "../../lib/drafts.ts";
import type { ServerLink } from "../../lib/host.ts";
import { createOutbox } from "../../lib/outbox.ts";
import { createSession } from "../../lib/session.ts";
import type { Mount } from "../../lib/sign-in.ts";
import { linkKey } from "../../lib/storage.ts";
import type { Connection, Desk, PanelCalls, PanelOutbox } from "../../panel/desk.ts";

/** Connections by link, each made once per page, with a desk per member. */
export function createConnections(mount: Mount): (link: ServerLink) => Connection {
  const connections = new Map<string, Connection>();
  return (link) => {
    const known = connections.get(linkKey(link));
    if (known) return known;
    const session = createSession({ link, mount });
    const calls = callsOf(createApi(link, session));
    const desks = new Map<string, Desk>();
    const connection: Connection = {
      session,
      deskOf(memberId) {
        const made = desks.get(memberId);
        if (made) return made;
        const outbox = createOutbox({ link, memberId, tokens: session });
        outbox.start();
        const desk: Desk = {
          memberId,
          calls,
          cache: createCache(link, memberId),
          // The panel's own table of writes (`PanelWrites`) is a part of the router's.
          outbox: outbox as PanelOutbox,
          drafts: createDrafts(link, memberId),
        };
        desks.set(memberId, desk);
        return desk;
      },
    };
    connections.set(linkKey(link), connection);
    return connection;
  };
}

function callsOf(api: Api): PanelCalls {
  const operationId = () => uuidv7();
  return {
    open: (input) => api.panel.open.query(input),
    find: (text) => api.contacts.find.query({ text }),
    pin: (ref, contactId) => api.contacts.pin.mutate({ ref, contactId, operationId: operationId() }),
    unpin: (ref) => api.contacts.unpin.mutate({ ref, operationId: operationId() }),
    suggestTags: (input) => api.tags.suggest.query(input),
    tagFrequency: (input) => api.tags.frequency.query(input),
    notes: (input) => api.notes.list.query(input),
    events: (input) => api.events.list.query(input),
    thread: (input) => api.channels.goTo.query(input),
    profileHistory: (input) => api.profile.history.query(input),
    attributeHistory: (input) => api.attributes.history.query(input),
    setDataHidden: (hidden) =>
      api.preferences.set.mutate({ name: "dataHidden", value: hidden, operationId: operationId() }),
  };
}
