import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { NoteItem } from "../../../shared/schemas/panel.ts";
import { failureOf, type FailureCode } from "../../lib/failure.ts";
import type { Draft } from "../../lib/storage.ts";
import type { Customer } from "../Customer.ts";
import { canBeMended, isStuck, isWrite } from "../writes.ts";
import { fits } from "./list.ts";
import type { NotePages } from "./pages.ts";

/** A note being edited. */
export interface NoteEditing {
  noteId: string;
  text: string;
  version: number;
  error: FailureCode | null;
  saving: boolean;
}

/** One note at a time is edited; another one's text stays as a draft. */
export interface Editing {
  editing: ReadonlySignal<NoteEditing | null>;
  edit(note: NoteItem): void;
  typeEdit(text: string): void;
  saveEdit(): Promise<void>;
  /** Stops editing; what was typed, for an undo, null when nothing had been changed. */
  cancelEdit(): string | null;
  resumeEdit(note: NoteItem, text: string): void;
  /** The note is gone: so is its edit. */
  forget(noteId: string): void;
  restore(drafts: ReadonlyMap<string, Draft>): void;
}

const PREFIX = "note/";

export function createEditing(customer: Customer, pages: NotePages, lifetime: AbortSignal): Editing {
  const editing = signal<NoteEditing | null>(null);
  const noteOf = (noteId: string) => pages.known.peek().find((note) => note.id === noteId);
  const keep = (noteId: string, text: string, version?: number) =>
    customer.keepDraft(PREFIX + noteId, text, version === undefined ? null : String(version));

  function open(noteId: string, text: string, version: number, error: FailureCode | null = null): void {
    editing.value = { noteId, text, version, error, saving: false };
  }

  function close(): void {
    const edit = editing.peek();
    if (edit) keep(edit.noteId, "");
    editing.value = null;
  }

  async function saveEdit(): Promise<void> {
    const edit = editing.peek();
    if (!edit || edit.saving || !fits(edit.text) || !customer.confirmed.peek()) return;
    const { noteId } = edit;
    const text = edit.text.trim();
    const now = noteOf(noteId);
    if (now?.text === text) return close();
    // Whoever saves once more after STALE has the newest text before them.
    const version = edit.error === "STALE" ? (now?.version ?? edit.version) : edit.version;
    editing.value = { ...edit, version, error: null, saving: true };
    const replace = (items: NoteItem[], saved: NoteItem) =>
      items.map((note) => (note.id === saved.id ? saved : note));
    try {
      const saved = await customer.send("notes.edit", { noteId, text, version }, (view, note) => ({
        ...view,
        notes: { ...view.notes, items: replace(view.notes.items, note) },
      }));
      pages.changeOlder((items) => replace(items, saved));
      if (editing.peek()?.noteId === noteId) close();
    } catch (why) {
      takeBack(noteId, text, version, failureOf(why).code);
    }
    return undefined;
  }

  function takeBack(noteId: string, text: string, version: number, code: FailureCode): void {
    const other = editing.peek();
    if (lifetime.aborted || (other && other.noteId !== noteId)) return;
    if (!canBeMended(code)) return close();
    open(noteId, text, version, code);
    keep(noteId, text, version);
    const entry = customer.pending
      .peek()
      .find((e) => e.state === "refused" && isWrite(e, "notes.edit") && e.input.noteId === noteId);
    if (entry) void customer.drop(entry.operationId);
    if (code === "STALE") customer.refresh();
  }

  // Once it may take long, the note is closed and marked as not saved instead.
  const stop = effect(() => {
    const edit = editing.peek();
    const stuck = customer.pending.value.some(
      (e) => isStuck(e) && isWrite(e, "notes.edit") && e.input.noteId === edit?.noteId,
    );
    if (stuck && edit?.saving) close();
  });
  lifetime.addEventListener("abort", stop);

  return {
    editing,
    edit(note) {
      if (customer.confirmed.peek() && !editing.peek()?.saving) open(note.id, note.text, note.version);
    },
    typeEdit(text) {
      const edit = editing.peek();
      if (!edit || edit.saving) return;
      editing.value = { ...edit, text };
      keep(edit.noteId, text, edit.version);
    },
    saveEdit,
    cancelEdit() {
      const edit = editing.peek();
      if (!edit || edit.saving) return null;
      close();
      return edit.text === noteOf(edit.noteId)?.text ? null : edit.text;
    },
    resumeEdit: (note, text) => open(note.id, text, note.version),
    forget(noteId) {
      if (editing.peek()?.noteId === noteId) close();
    },
    restore(drafts) {
      for (const entry of customer.pending.peek())
        if (entry.state === "refused" && isWrite(entry, "notes.edit")) {
          const { noteId, text, version } = entry.input;
          takeBack(noteId, text, version, entry.refusal?.code ?? "INTERNAL");
        }
      for (const [field, draft] of drafts)
        if (field.startsWith(PREFIX) && !editing.peek())
          open(field.slice(PREFIX.length), draft.text, Number(draft.seen));
    },
  };
}
