import * as v from "valibot";
import { ConversationRef } from "../../shared/conversation-ref.ts";
import type { HostState, PanelHost, ServerLink, Theme } from "./host.ts";
import { type FromWidget, ToWidget } from "./messages.ts";

type Heard = v.InferOutput<typeof ToWidget>;

/**
 * The panel as a page in somebody's frame. Which origins may frame it is enforced by the page's
 * `frame-ancestors`; messages count only from the frame that holds this page, and only about its own
 * origin. A parent proves nothing of who sits there: the member signs in here.
 */
export function openWidgetHost(): PanelHost {
  const link = linkFromAddress();
  return {
    mount: "widget",
    subscribe(listener, signal) {
      if (!link || window.parent === window) {
        listener({ kind: "unconfigured", origin: parentOrigin() ?? "", account: null });
        return;
      }
      let theme: Theme | null = null;
      let ref: ConversationRef | null = null;
      const show = () => listener(stateOf(link, theme, ref));
      hearParent(signal, (message) => {
        if (message.type === "alongside:theme") theme = message.theme;
        else if (message.type === "alongside:ref") ref = message.ref;
        else return;
        show();
      });
      show();
      // Chatwoot answers this with its context; others may answer `alongside:hello` with a reference.
      window.parent.postMessage("chatwoot-dashboard-app:fetch-info", "*");
      window.parent.postMessage({ type: "alongside:hello" }, "*");
    },
    onPrefetch(listener, signal) {
      hearParent(signal, (message) => {
        if (message.type === "alongside:prefetch") listener(message.ref);
      });
    },
    goTo: (to) => askParent({ type: "alongside:go", to }),
  };
}

/** A parent that knows how to go somewhere says so at once; Chatwoot and others do not answer. */
const ANSWERS_WITHIN = 1000;

function askParent(message: FromWidget): Promise<boolean> {
  const parent = parentOrigin();
  if (parent === null || message.to.origin !== parent) return Promise.resolve(false);
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const settle = (went: boolean) => {
      clearTimeout(timer);
      waiting.abort();
      resolve(went);
    };
    const timer = setTimeout(() => settle(false), ANSWERS_WITHIN);
    hearParent(waiting.signal, (heard) => {
      if (heard.type === "alongside:went") settle(true);
    });
    window.parent.postMessage(message, parent);
  });
}

function stateOf(link: ServerLink, theme: Theme | null, ref: ConversationRef | null): HostState {
  if (!ref) return { kind: "no-conversation", link, theme };
  return { kind: "conversation", link, theme, ref, clickedAt: null };
}

function linkFromAddress(): ServerLink | null {
  const workspace = new URLSearchParams(location.search).get("workspace");
  return workspace && /^[a-z0-9-]{1,63}$/.test(workspace) ? { server: location.origin, workspace } : null;
}

/** The origin of the frame that holds this page; null where the browser will not say. */
function parentOrigin(): string | null {
  const [parent] = location.ancestorOrigins ?? [];
  if (parent) return parent;
  return document.referrer === "" ? null : new URL(document.referrer).origin;
}

function hearParent(signal: AbortSignal, hear: (message: Heard) => void): void {
  const expected = parentOrigin();
  addEventListener(
    "message",
    (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent || event.source === window) return;
      if (expected !== null && event.origin !== expected) return;
      const message =
        typeof event.data === "string" ? fromChatwoot(event.data, event.origin) : ours(event.data);
      if (!message) return;
      if ("ref" in message && message.ref && message.ref.origin !== event.origin) return;
      hear(message);
    },
    { signal },
  );
}

function ours(data: unknown): Heard | null {
  const parsed = v.safeParse(ToWidget, data);
  return parsed.success ? parsed.output : null;
}

const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const optionalText = v.optional(v.nullable(v.string()));
const contactInbox = v.object({
  source_id: v.string(),
  inbox: v.optional(v.object({ id })),
  inbox_id: v.optional(id),
});

/** Chatwoot's dashboard app message (PITFALLS: a JSON string, posted to `*`). */
const AppContext = v.object({
  event: v.literal("appContext"),
  data: v.object({
    conversation: v.object({
      id,
      account_id: id,
      inbox_id: v.optional(id),
      contact_inbox: v.optional(v.nullable(contactInbox)),
    }),
    contact: v.optional(
      v.nullable(
        v.object({
          name: optionalText,
          email: optionalText,
          phone_number: optionalText,
          contact_inboxes: v.optional(v.array(contactInbox)),
        }),
      ),
    ),
  }),
});

export function fromChatwoot(text: string, origin: string): Heard | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = v.safeParse(AppContext, data);
  if (!parsed.success) return null;
  const { conversation, contact } = parsed.output.data;
  const inboxId = conversation.inbox_id;
  const sourceIds = new Set(
    [conversation.contact_inbox, ...(contact?.contact_inboxes ?? [])].flatMap((one) =>
      one && (one === conversation.contact_inbox || (one.inbox?.id ?? one.inbox_id) === inboxId)
        ? [one.source_id]
        : [],
    ),
  );
  const [sourceId] = sourceIds;
  const ref = v.safeParse(ConversationRef, {
    inbox: "chatwoot",
    origin,
    account: conversation.account_id,
    conversation: conversation.id,
    // Several ids of one person in one inbox: which of them writes here is not certain.
    ...(sourceIds.size === 1 && inboxId !== undefined
      ? { identity: { channelAccount: inboxId, externalId: sourceId } }
      : {}),
    hints: {
      ...(contact?.name ? { name: contact.name } : {}),
      ...(contact?.phone_number ? { phone: contact.phone_number } : {}),
      ...(contact?.email ? { email: contact.email } : {}),
    },
  });
  return ref.success ? { type: "alongside:ref", ref: ref.output } : null;
}
