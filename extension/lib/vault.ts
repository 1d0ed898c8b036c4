import { browser } from "wxt/browser";
import type { ServerLink } from "./host.ts";
import { clientOf, type Mount } from "./sign-in.ts";
import { linkKey } from "./link-key.ts";
import type { StoredSession } from "./storage.ts";
import { openTables } from "./tables.ts";

export interface Access {
  accessToken: string;
  memberId: string;
  /** UTC ms. */
  expiresAt: number;
}

/**
 * Where a session is kept. The refresh token is in this origin's IndexedDB, which neither a host page
 * nor a content script can open; the access token is in memory that ends with the browser
 * (`storage.session`, closed to content scripts) or with the tab (`sessionStorage`).
 */
export interface Vault {
  readonly name: string;
  load(): Promise<StoredSession | null>;
  save(session: StoredSession): Promise<void>;
  access(): Promise<Access | null>;
  saveAccess(access: Access): Promise<void>;
  clear(): Promise<void>;
}

export function openVault(link: ServerLink, mount: Mount): Vault {
  const name = `${clientOf(mount)} ${linkKey(link)}`;
  const access = accessStore(`access ${name}`);
  return {
    name,
    async load() {
      return (await openTables()).session.get(name);
    },
    async save(session) {
      await (await openTables()).session.put(name, session);
    },
    access: access.get,
    saveAccess: access.set,
    async clear() {
      await (await openTables()).session.delete(name);
      await access.set(null);
    },
  };
}

function accessStore(key: string) {
  const inExtension = Boolean(browser?.runtime?.id);
  // Firefox has it on every page of the extension but a framed one, which asks the background instead.
  const area = inExtension
    ? (browser.storage.session as typeof browser.storage.session | undefined)
    : undefined;
  let memory: Access | null = null;
  return {
    async get(): Promise<Access | null> {
      if (inExtension && !area) return null;
      if (area) return ((await area.get(key))[key] as Access | undefined) ?? null;
      return ofTab((tab) => JSON.parse(tab.getItem(key) ?? "null") as Access | null) ?? memory;
    },
    async set(access: Access | null): Promise<void> {
      if (inExtension && !area) return;
      memory = access;
      if (area) await (access ? area.set({ [key]: access }) : area.remove(key));
      else ofTab((tab) => (access ? tab.setItem(key, JSON.stringify(access)) : tab.removeItem(key)));
    },
  };
}

/** Null where the browser gives a framed page of another site no storage. */
function ofTab<Value>(use: (tab: Storage) => Value): Value | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
