import type { Inbox, Person } from "./inbox.ts";

/**
 * Chatwoot 4. The address is the only thing its page shows for certain; who it is comes from its REST
 * API with the agent's own session, which never leaves this origin.
 */
export const chatwoot: Inbox = {
  name: "chatwoot",

  recognises: (url) => /^\/app\/(accounts\/\d+|login)(\/|$)/.test(url.pathname),

  read(url) {
    const [, account, rest = ""] = /^\/app\/accounts\/(\d+)(\/.*)?$/.exec(url.pathname) ?? [];
    if (account === undefined) return { kind: "none", account: null };
    // Also below inbox/:id, label/:title, team/:id, custom_view/:id, mentions, unattended, participating.
    const conversation = /^\/(?:[^/]+\/){0,2}conversations\/([^/]+)/.exec(rest)?.[1];
    if (conversation === undefined) return { kind: "none", account };
    if (!/^\d+$/.test(conversation)) return { kind: "unreadable", reason: "conversation-id" };
    return { kind: "conversation", account, conversation };
  },

  async person({ account, conversation }, signal): Promise<Person | null> {
    const session = agentSession(document.cookie);
    if (!session) return null;
    const get = (path: string) => getJson(`/api/v1/accounts/${account}/${path}`, session, signal);
    const opened = readConversation(await get(`conversations/${conversation}`));
    if (!opened || opened.id !== conversation || opened.account !== account) return null;
    const { contactId, inboxId, hints } = opened;
    const sourceIds = readSourceIds(await get(`contacts/${contactId}`), contactId, inboxId);
    const [externalId] = sourceIds;
    // Several ids of one person in one inbox: which of them writes here is not certain.
    if (externalId === undefined || sourceIds.length > 1) return { hints };
    return { hints, identity: { channelAccount: inboxId, externalId } };
  },

  root: (page) => page.querySelector<HTMLElement>("body > #app"),
  // The reply box is as wide as the thread; the class is its editor's own, Chatwoot's are hashed or change.
  thread: (page) =>
    page.querySelector("#app .ProseMirror")?.closest("form, section, div[class*=reply]") ?? null,
  theme: (page) => (page.body.classList.contains("dark") ? "dark" : "light"),
  // Its router does not hear of a `pushState` that is not its own.
  go({ account, conversation }) {
    if (/^\d+$/.test(account) && /^\d+$/.test(conversation))
      location.assign(`/app/accounts/${account}/conversations/${conversation}`);
  },
  rightToLeft: (page) => page.querySelector("#app [dir=rtl], #app[dir=rtl]") !== null,
};

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const text = (value: unknown): string | undefined =>
  typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;

/** The headers Chatwoot's own page sends, from the cookie it keeps them in. */
export function agentSession(cookies: string): Record<string, string> | null {
  const raw = /(?:^|;\s*)cw_d_session_info=([^;]*)/.exec(cookies)?.[1];
  try {
    const kept: unknown = JSON.parse(decodeURIComponent(raw ?? ""));
    if (!isObject(kept)) return null;
    const headers: Record<string, string> = {};
    for (const name of ["access-token", "token-type", "client", "expiry", "uid"]) {
      const value = text(kept[name]);
      if (value !== undefined) headers[name] = value;
    }
    return headers["access-token"] && headers["client"] && headers["uid"] ? headers : null;
  } catch {
    return null;
  }
}

async function getJson(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(path, { headers, signal, credentials: "same-origin" });
  return answer.ok ? answer.json() : null;
}

function readConversation(answer: unknown) {
  if (!isObject(answer) || !isObject(answer["meta"])) return null;
  const sender = answer["meta"]["sender"];
  if (!isObject(sender)) return null;
  const [id, account, inboxId, contactId] = [
    text(answer["id"]),
    text(answer["account_id"]),
    text(answer["inbox_id"]),
    text(sender["id"]),
  ];
  if (!id || !account || !inboxId || !contactId) return null;
  const [name, phone, email] = [text(sender["name"]), text(sender["phone_number"]), text(sender["email"])];
  return {
    id,
    account,
    inboxId,
    contactId,
    hints: { ...(name ? { name } : {}), ...(phone ? { phone } : {}), ...(email ? { email } : {}) },
  };
}

/** The ids this contact has in that inbox, each once. */
function readSourceIds(answer: unknown, contactId: string, inboxId: string): string[] {
  const contact = isObject(answer) ? answer["payload"] : null;
  if (!isObject(contact) || text(contact["id"]) !== contactId) return [];
  const all = Array.isArray(contact["contact_inboxes"]) ? (contact["contact_inboxes"] as unknown[]) : [];
  const found = all.flatMap((one) => {
    if (!isObject(one) || !isObject(one["inbox"]) || text(one["inbox"]["id"]) !== inboxId) return [];
    const sourceId = text(one["source_id"]);
    return sourceId === undefined ? [] : [sourceId];
  });
  return [...new Set(found)];
}
