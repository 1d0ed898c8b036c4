import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Role } from "../../shared/permissions.ts";
import type { PanelView } from "../../shared/schemas/panel.ts";
import type { OutboxEntry } from "./outbox-entry.ts";

/** What signing in left behind. The refresh token lies only here, where neither host pages nor content scripts read. */
export interface StoredSession {
  refreshToken: string;
  member: { id: string; name: string; email: string; role: Role };
}

export interface CachedView {
  /** `<workspace key> <member> <refKey>`. */
  key: string;
  /** `<workspace key> <member>`. */
  owner: string;
  contactId: string | null;
  view: PanelView;
  /** Which form of view it is; rows of the first have none. */
  shape?: number;
  /** UTC ms of the answer. */
  at: number;
}

export interface Draft {
  text: string;
  /** The value on screen when typing began, for edits that may go stale; null elsewhere. */
  seen: string | null;
  /** UTC ms of the last change. */
  at: number;
}

export interface AlongsideDatabase extends DBSchema {
  session: { key: string; value: StoredSession };
  outbox: { key: number; value: OutboxEntry };
  view: { key: string; value: CachedView; indexes: { byTime: number; byOwner: string; byContact: string } };
  draft: { key: string; value: Draft };
}

let opened: Promise<IDBPDatabase<AlongsideDatabase>> | undefined;

/** The database of this origin: the extension's own, or the server's in the console and the widget. */
export function openStorage(): Promise<IDBPDatabase<AlongsideDatabase>> {
  opened ??= openDB<AlongsideDatabase>("alongside", 1, {
    upgrade(db) {
      db.createObjectStore("session");
      db.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
      const view = db.createObjectStore("view", { keyPath: "key" });
      view.createIndex("byTime", "at");
      view.createIndex("byOwner", "owner");
      view.createIndex("byContact", "contactId");
      db.createObjectStore("draft");
    },
    terminated() {
      opened = undefined;
    },
  });
  return opened;
}
