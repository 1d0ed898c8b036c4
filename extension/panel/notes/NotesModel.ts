import { computed, type ReadonlySignal } from "@preact/signals";
import type { NoteItem } from "../../../shared/schemas/panel.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import { isUnsent, isWrite } from "../writes.ts";
import { type Composing, createComposing } from "./composing.ts";
import { createEditing, type Editing } from "./editing.ts";
import { putNote, withoutNote } from "./list.ts";
import { createNotePages, type NotePages } from "./pages.ts";

export interface ShownNote extends NoteItem {
  /** What is shown of it is on its way to the server. */
  unsaved: boolean;
  /** Not acknowledged as a note yet: it can be neither edited nor deleted. */
  provisional: boolean;
}

type Parts = Omit<Composing, "restore"> &
  Omit<Editing, "restore" | "forget"> &
  Pick<NotePages, "hasMore" | "more">;

export interface NotesModel extends Parts {
  /** Newest first, with what is on its way as if it were done. */
  notes: ReadonlySignal<readonly ShownNote[]>;
  mayChange(note: NoteItem): boolean;
  /** Resolves to why it was refused, or null. */
  remove(note: NoteItem): Promise<CallFailure | null>;
  /** Undoes a deletion. */
  bringBack(noteId: string): Promise<CallFailure | null>;
}

/** The notes of one customer. A text begun here belongs to this customer until it is saved or emptied. */
export function createNotesModel(customer: Customer, lifetime: AbortSignal): NotesModel {
  const pages = createNotePages(customer, lifetime);
  const composing = createComposing(customer, lifetime);
  const editing = createEditing(customer, pages, lifetime);

  async function restore(): Promise<void> {
    const drafts = await customer.drafts();
    if (lifetime.aborted) return;
    composing.restore(drafts);
    editing.restore(drafts);
  }
  void restore().catch(() => undefined);

  const notes = computed<ShownNote[]>(() => {
    const deleted = new Set<string>();
    const edited = new Map<string, string>();
    const created: ShownNote[] = [];
    for (const entry of customer.pending.value.filter(isUnsent)) {
      if (isWrite(entry, "notes.delete")) deleted.add(entry.input.noteId);
      else if (isWrite(entry, "notes.restore")) deleted.delete(entry.input.noteId);
      else if (isWrite(entry, "notes.edit")) edited.set(entry.input.noteId, entry.input.text);
      else if (isWrite(entry, "notes.create"))
        created.unshift(provisional(entry.operationId, entry.input.text, entry.createdAt));
    }
    const rest = pages.known.value
      .filter((note) => !deleted.has(note.id))
      .map((note) => {
        const change = edited.get(note.id);
        return { ...note, text: change ?? note.text, unsaved: change !== undefined, provisional: false };
      });
    return [...created, ...rest];
  });

  function provisional(operationId: string, text: string, at: number): ShownNote {
    const { member } = customer.view.peek();
    return {
      id: operationId,
      text,
      authorId: member.id,
      authorName: member.name,
      createdAt: at,
      updatedAt: at,
      updatedByName: null,
      version: 0,
      unsaved: true,
      provisional: true,
    };
  }

  return {
    ...composing,
    ...editing,
    hasMore: pages.hasMore,
    more: pages.more,
    notes,
    mayChange: (note) =>
      customer.may("note:write") &&
      (note.authorId === customer.view.value.member.id || customer.may("note:moderate")),
    async remove({ id, version }) {
      if (!customer.confirmed.peek()) return null;
      editing.forget(id);
      try {
        await customer.send("notes.delete", { noteId: id, version }, (view) => ({
          ...view,
          notes: { ...view.notes, items: withoutNote(view.notes.items, id) },
        }));
        pages.changeOlder((items) => withoutNote(items, id));
        return null;
      } catch (why) {
        return failureOf(why);
      }
    },
    async bringBack(noteId) {
      try {
        await customer.send("notes.restore", { noteId }, (view, note) => ({
          ...view,
          notes: { ...view.notes, items: putNote(view.notes.items, note) },
        }));
        return null;
      } catch (why) {
        return failureOf(why);
      }
    },
  };
}
