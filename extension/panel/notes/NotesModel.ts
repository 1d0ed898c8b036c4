import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { NOTE_MAX } from "../../../shared/schemas/notes.ts";
import type { NoteItem } from "../../../shared/schemas/panel.ts";
import { type CallFailure, failureOf, type FailureCode } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import { createTask, type Task } from "../task.ts";
import { canBeMended, isStuck, isUnsent, isWrite } from "../writes.ts";
import { putNote, withoutNote } from "./list.ts";

export interface ShownNote extends NoteItem {
  /** What is shown of it is on its way to the server. */
  unsaved: boolean;
  /** Not acknowledged as a note yet: it can be neither edited nor deleted. */
  provisional: boolean;
}

/** A note being edited. */
export interface NoteEditing {
  noteId: string;
  text: string;
  version: number;
  error: FailureCode | null;
  saving: boolean;
}

export interface NotesModel {
  /** Newest first. */
  notes: ReadonlySignal<readonly ShownNote[]>;
  /** The new note as far as it is written. */
  text: ReadonlySignal<string>;
  /** Why the note just sent came back. */
  error: ReadonlySignal<FailureCode | null>;
  editing: ReadonlySignal<NoteEditing | null>;
  hasMore: ReadonlySignal<boolean>;
  more: Task<[]>;
  type(text: string): void;
  /** True when the note is on its way. */
  add(): boolean;
  mayChange(note: NoteItem): boolean;
  edit(note: NoteItem): void;
  typeEdit(text: string): void;
  saveEdit(): Promise<void>;
  /** Stops editing; what was typed, for an undo, null when nothing had been changed. */
  cancelEdit(): string | null;
  resumeEdit(note: NoteItem, text: string): void;
  /** Resolves to why it was refused, or null. */
  remove(note: NoteItem): Promise<CallFailure | null>;
  /** Undoes a deletion. */
  bringBack(noteId: string): Promise<CallFailure | null>;
}

const DRAFT = "note";
const draftOf = (noteId: string) => `note/${noteId}`;

export const fits = (text: string): boolean => text.trim().length > 0 && text.trim().length <= NOTE_MAX;

/** The notes of one customer. A text begun here belongs to this customer until it is saved or emptied. */
export function createNotesModel(customer: Customer, lifetime: AbortSignal): NotesModel {
  const text = signal("");
  const error = signal<FailureCode | null>(null);
  const editing = signal<NoteEditing | null>(null);
  /** Pages after the view's own, newest first. */
  const older = signal<{ items: NoteItem[]; next: string | null } | null>(null);
  const hasMore = computed(() => (older.value ? older.value.next : customer.view.value.notes.next) !== null);

  const more = createTask(
    () => {
      const cursor = older.peek() ? (older.peek()?.next ?? null) : customer.view.peek().notes.next;
      return customer.calls.notes({ contactId: customer.contactId, cursor });
    },
    (page) => {
      older.value = { items: [...(older.peek()?.items ?? []), ...page.items], next: page.next };
    },
  );

  const known = computed(() => {
    const { items } = customer.view.value.notes;
    const shown = new Set(items.map((note) => note.id));
    return [...items, ...(older.value?.items ?? []).filter((note) => !shown.has(note.id))];
  });

  const notes = computed<ShownNote[]>(() => {
    const unsent = customer.pending.value.filter(isUnsent);
    const deleted = new Set<string>();
    const edited = new Map<string, string>();
    const created: ShownNote[] = [];
    for (const entry of unsent) {
      if (isWrite(entry, "notes.delete")) deleted.add(entry.input.noteId);
      else if (isWrite(entry, "notes.restore")) deleted.delete(entry.input.noteId);
      else if (isWrite(entry, "notes.edit")) edited.set(entry.input.noteId, entry.input.text);
      else if (isWrite(entry, "notes.create"))
        created.unshift(provisional(entry.operationId, entry.input.text, entry.createdAt));
    }
    const rest = known.value
      .filter((note) => !deleted.has(note.id))
      .map((note) => {
        const change = edited.get(note.id);
        return { ...note, text: change ?? note.text, unsaved: change !== undefined, provisional: false };
      });
    return [...created, ...rest];
  });

  function provisional(operationId: string, words: string, at: number): ShownNote {
    const { member } = customer.view.peek();
    return {
      id: operationId,
      text: words,
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

  /** Changes a note wherever it lies; the view's own page is changed by the customer. */
  const inOlder = (change: (items: NoteItem[]) => NoteItem[]) => {
    const now = older.peek();
    if (now) older.value = { ...now, items: change(now.items) };
  };

  function type(words: string): void {
    text.value = words;
    error.value = null;
    customer.keepDraft(DRAFT, words);
  }

  function add(): boolean {
    const words = text.peek().trim();
    if (!fits(words) || !customer.confirmed.peek()) return false;
    text.value = "";
    error.value = null;
    customer
      .send("notes.create", { contactId: customer.contactId, text: words }, (view, note) => ({
        ...view,
        notes: { ...view.notes, items: putNote(view.notes.items, note) },
      }))
      .catch((why) => giveBack(words, failureOf(why).code));
    // The outbox has it now; a draft of what follows is kept on its own.
    customer.keepDraft(DRAFT, "");
    return true;
  }

  /** A refused note returns to where it was written, unless something else is being written there. */
  function giveBack(words: string, code: FailureCode): void {
    const entry = customer.pending
      .peek()
      .find((e) => e.state === "refused" && isWrite(e, "notes.create") && e.input.text === words);
    if (lifetime.aborted || text.peek() !== "" || !canBeMended(code)) return;
    type(words);
    error.value = code;
    if (entry) void customer.drop(entry.operationId);
  }

  function closeEdit(): void {
    const edit = editing.peek();
    if (edit) customer.keepDraft(draftOf(edit.noteId), "");
    editing.value = null;
  }

  function openEdit(noteId: string, words: string, version: number, why: FailureCode | null = null): void {
    editing.value = { noteId, text: words, version, error: why, saving: false };
  }

  async function saveEdit(): Promise<void> {
    const edit = editing.peek();
    if (!edit || edit.saving || !fits(edit.text) || !customer.confirmed.peek()) return;
    const words = edit.text.trim();
    const now = known.peek().find((note) => note.id === edit.noteId);
    if (now?.text === words) return closeEdit();
    // Whoever saves once more after STALE has the newest text before them.
    const version = edit.error === "STALE" ? (now?.version ?? edit.version) : edit.version;
    editing.value = { ...edit, version, error: null, saving: true };
    try {
      const note = await customer.send(
        "notes.edit",
        { noteId: edit.noteId, text: words, version },
        (view, saved) => ({
          ...view,
          notes: { ...view.notes, items: view.notes.items.map((n) => (n.id === saved.id ? saved : n)) },
        }),
      );
      inOlder((items) => items.map((n) => (n.id === note.id ? note : n)));
      if (editing.peek()?.noteId === edit.noteId) closeEdit();
    } catch (why) {
      takeEditBack(edit.noteId, words, version, failureOf(why).code);
    }
    return undefined;
  }

  function takeEditBack(noteId: string, words: string, version: number, code: FailureCode): void {
    const other = editing.peek();
    if (lifetime.aborted || (other && other.noteId !== noteId)) return;
    if (!canBeMended(code)) return closeEdit();
    openEdit(noteId, words, version, code);
    customer.keepDraft(draftOf(noteId), words, String(version));
    const entry = customer.pending
      .peek()
      .find((e) => e.state === "refused" && isWrite(e, "notes.edit") && e.input.noteId === noteId);
    if (entry) void customer.drop(entry.operationId);
    if (code === "STALE") customer.refresh();
  }

  const stopWaiting = effect(() => {
    const edit = editing.peek();
    const stuck = customer.pending.value.some(
      (e) => isStuck(e) && isWrite(e, "notes.edit") && e.input.noteId === edit?.noteId,
    );
    if (stuck && edit?.saving) closeEdit();
  });

  // Another agent's change may lie in the older pages: they are read again, as many as were open.
  let seenVersion = customer.view.peek().contact.version;
  const stopReloading = effect(() => {
    const { version } = customer.view.value.contact;
    if (version === seenVersion) return;
    seenVersion = version;
    if (older.peek()) void reload.run();
  });
  const reload = createTask(
    async () => {
      const wanted = older.peek()?.items.length ?? 0;
      const items: NoteItem[] = [];
      let next = customer.view.peek().notes.next;
      while (next !== null && items.length < wanted) {
        const page = await customer.calls.notes({ contactId: customer.contactId, cursor: next });
        items.push(...page.items);
        next = page.next;
      }
      return { items, next };
    },
    (pages) => {
      older.value = pages;
    },
  );
  lifetime.addEventListener("abort", () => {
    stopWaiting();
    stopReloading();
  });

  async function restoreDrafts(): Promise<void> {
    for (const entry of customer.pending.peek()) {
      if (entry.state !== "refused") continue;
      const code = entry.refusal?.code ?? "INTERNAL";
      if (isWrite(entry, "notes.create")) giveBack(entry.input.text, code);
      else if (isWrite(entry, "notes.edit"))
        takeEditBack(entry.input.noteId, entry.input.text, entry.input.version, code);
    }
    const drafts = await customer.drafts();
    if (lifetime.aborted) return;
    if (text.peek() === "") text.value = drafts.get(DRAFT)?.text ?? "";
    for (const [field, draft] of drafts) {
      const noteId = field.startsWith("note/") ? field.slice("note/".length) : null;
      if (noteId !== null && !editing.peek()) openEdit(noteId, draft.text, Number(draft.seen));
    }
  }
  void restoreDrafts().catch(() => undefined);

  return {
    notes,
    text,
    error,
    editing,
    hasMore,
    more,
    type,
    add,
    mayChange: (note) =>
      customer.may("note:write") &&
      (note.authorId === customer.view.value.member.id || customer.may("note:moderate")),
    edit(note) {
      if (customer.confirmed.peek() && !editing.peek()?.saving) openEdit(note.id, note.text, note.version);
    },
    typeEdit(words) {
      const edit = editing.peek();
      if (!edit || edit.saving) return;
      editing.value = { ...edit, text: words };
      customer.keepDraft(draftOf(edit.noteId), words, String(edit.version));
    },
    saveEdit,
    cancelEdit() {
      const edit = editing.peek();
      if (!edit || edit.saving) return null;
      closeEdit();
      return edit.text === known.peek().find((note) => note.id === edit.noteId)?.text ? null : edit.text;
    },
    resumeEdit: (note, words) => openEdit(note.id, words, note.version),
    async remove(note) {
      if (!customer.confirmed.peek()) return null;
      if (editing.peek()?.noteId === note.id) closeEdit();
      try {
        await customer.send(
          "notes.delete",
          { noteId: note.id, version: note.version },
          (view, { noteId }) => ({
            ...view,
            notes: { ...view.notes, items: withoutNote(view.notes.items, noteId) },
          }),
        );
        inOlder((items) => withoutNote(items, note.id));
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
