import type { PanelView } from "../../shared/schemas/panel.ts";
import type { ServerLink } from "./host.ts";
import { linkKey } from "./link-key.ts";
import { openTables } from "./tables.ts";

const MOST_VIEWS = 200;
/** A view of an older form lacks what sections rely on: raised when `LinkedPanel` gains a field. */
const SHAPE = 2;
const LONGEST_KEPT = 7 * 86_400_000;

type KeptView = Exclude<PanelView, { state: "unchanged" }>;

/** What panels showed, for one member of one workspace: painted first, read-only until confirmed. */
export interface ViewCache {
  /** From memory, within the frame; undefined when only the disk may know. */
  peek(refKey: string): KeptView | undefined;
  get(refKey: string): Promise<KeptView | null>;
  put(refKey: string, view: KeptView): Promise<void>;
  /** The contact was deleted, or this conversation shows somebody else now. */
  purgeContact(contactId: string): Promise<void>;
  /** Signed out, or the server refused the member. */
  purge(): Promise<void>;
}

export function createCache(link: ServerLink, memberId: string, now: () => number = Date.now): ViewCache {
  const owner = `${linkKey(link)} ${memberId}`;
  const keyOf = (refKey: string) => `${owner} ${refKey}`;
  const memory = new Map<string, KeptView>();
  // What was asked to be forgotten while a read or write was under way stays forgotten.
  let generation = 0;

  const remember = (refKey: string, view: KeptView) => {
    memory.delete(refKey);
    memory.set(refKey, view);
    const oldest = memory.keys().next();
    if (memory.size > MOST_VIEWS && !oldest.done) memory.delete(oldest.value);
  };

  return {
    peek: (refKey) => memory.get(refKey),
    async get(refKey) {
      const kept = memory.get(refKey);
      if (kept) return kept;
      const asked = generation;
      const found = await (await openTables()).view.get(keyOf(refKey));
      if (found?.shape !== SHAPE || found.at < now() - LONGEST_KEPT || asked !== generation) return null;
      // A newer view may have come meanwhile.
      const view = memory.get(refKey) ?? (found.view as KeptView);
      remember(refKey, view);
      return view;
    },
    async put(refKey, view) {
      const asked = generation;
      remember(refKey, view);
      const contactId = view.state === "linked" ? view.contact.id : null;
      const row = { key: keyOf(refKey), owner, contactId, view: withoutPage(view), shape: SHAPE, at: now() };
      const tables = await openTables();
      await idle();
      if (asked !== generation) return;
      await tables.view.put(row, MOST_VIEWS, now() - LONGEST_KEPT);
    },
    async purgeContact(contactId) {
      generation++;
      for (const [key, view] of memory)
        if (view.state === "linked" && view.contact.id === contactId) memory.delete(key);
      await (await openTables()).view.deleteWhere("byContact", contactId);
    },
    async purge() {
      generation++;
      memory.clear();
      await (await openTables()).view.deleteWhere("byOwner", owner);
    },
  };
}

/** Where a customer is now is not for keeping: the link would outlive their visit. */
const withoutPage = (view: KeptView): KeptView =>
  view.state === "linked" && view.page ? { ...view, page: null } : view;

/** Keeping a view is never worth a late frame: it waits until what was just answered is painted. */
const idle = (): Promise<unknown> =>
  typeof requestIdleCallback === "function"
    ? new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }))
    : Promise.resolve();
