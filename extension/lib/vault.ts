import { browser } from "wxt/browser";
import type { ServerLink } from "./host.ts";
import { clientOf, type Mount } from "./sign-in.ts";
import { linkKey, openStorage, type StoredSession } from "./storage.ts";

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
      return (await (await openStorage()).get("session", name)) ?? null;
    },
    async save(session) {
      await (await openStorage()).put("session", session, name);
    },
    access: access.get,
    saveAccess: access.set,
    async clear() {
      await (await openStorage()).delete("session", name);
      await access.set(null);
    },
  };
}

function accessStore(key: string) {
  const area = browser?.runtime?.id ? browser.storage.session : undefined;
  return {
    async get(): Promise<Access | null> {
      if (area) return ((await area.get(key))[key] as Access | undefined) ?? null;
      return JSON.parse(sessionStorage.getItem(key) ?? "null") as Access | null;
    },
    async set(access: Access | null): Promise<void> {
      if (area) await (access ? area.set({ [key]: access }) : area.remove(key));
      else if (access) sessionStorage.setItem(key, JSON.stringify(access));
      else sessionStorage.removeItem(key);
    },
  };
}
