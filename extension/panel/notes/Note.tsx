import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatFull, formatWhen } from "../../lib/format.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { moveFocus } from "../../ui/keep-focus.ts";
import { PendingDot } from "../../ui/PendingDot.tsx";
import { showToast } from "../../ui/toasts.ts";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { failureText } from "../words.ts";
import { NoteField } from "./NoteField.tsx";
import type { NoteEditing } from "./editing.ts";
import { fits } from "./list.ts";
import type { NotesModel, ShownNote } from "./NotesModel.ts";

/** Longer notes are folded. */
const LONG = 400;

interface NoteProps {
  note: ShownNote;
  model: NotesModel;
  customer: Customer;
  onRemove: () => void;
}

export function Note({ note, model, customer, onRemove }: NoteProps) {
  const [whole, setWhole] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  const editing = model.editing.value?.noteId === note.id ? model.editing.value : null;
  const isLong = note.text.length > LONG || note.text.split("\n").length > 10;

  const isEditing = editing !== null;
  useLayoutEffect(() => {
    if (!isEditing && opened.current) {
      opened.current = false;
      moveFocus(pencil.current);
    }
  }, [isEditing]);

  if (editing)
    return (
      <li class="note">
        <Editor note={note} editing={editing} model={model} opened={opened} />
      </li>
    );
  return (
    <li class={`note${note.provisional ? " note-provisional" : ""}`}>
      <p class={`note-text${isLong && !whole ? " note-folded" : ""}`}>{note.text}</p>
      {isLong && (
        <Button kind="quiet" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t("notes.less") : t("notes.whole")}
        </Button>
      )}
      <div class="note-foot">
        <Byline note={note} now={customer.now()} />
        {!note.provisional && model.mayChange(note) && (
          <span class="note-actions">
            <IconButton
              icon="pencil"
              size="s"
              label={t("notes.edit", { name: note.authorName })}
              blocked={!customer.confirmed.value || note.unsaved}
              buttonRef={pencil}
              onClick={() => {
                opened.current = true;
                model.edit(note);
              }}
            />
            <IconButton
              icon="trash"
              size="s"
              danger
              label={t("notes.delete", { name: note.authorName })}
              blocked={!customer.confirmed.value || note.unsaved}
              onClick={onRemove}
            />
          </span>
        )}
      </div>
    </li>
  );
}

function Byline({ note, now }: { note: ShownNote; now: number }) {
  const edited = formatWhen(note.updatedAt, now);
  return (
    <p class="note-byline">
      <span class="note-author">{note.authorName}</span>{" "}
      {note.unsaved ? (
        <>
          <PendingDot label={t("status.pending")} /> {t("status.pending")}
        </>
      ) : (
        <time dateTime={new Date(note.createdAt).toISOString()} title={formatFull(note.createdAt)}>
          {formatWhen(note.createdAt, now)}
        </time>
      )}
      {!note.unsaved && note.updatedByName !== null && (
        <span title={formatFull(note.updatedAt)}>
          {" · "}
          {note.updatedByName === note.authorName
            ? t("notes.edited", { when: edited })
            : t("notes.edited-by", { name: note.updatedByName, when: edited })}
        </span>
      )}
    </p>
  );
}

interface EditorProps {
  note: ShownNote;
  editing: NoteEditing;
  model: NotesModel;
  /** By hand; a draft that came back does not take the focus. */
  opened: { current: boolean };
}

function Editor({ note, editing, model, opened }: EditorProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = input.current;
    if (!opened.current || !area) return;
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }, []);
  const save = () => {
    input.current?.focus();
    void model.saveEdit();
  };
  const cancel = () => {
    const typed = model.cancelEdit();
    if (typed === null) return;
    const resume = () => {
      opened.current = true;
      model.resumeEdit(note, typed);
    };
    showToast(t("profile.cancelled"), { label: t("panel.undo"), run: resume });
  };
  const stale = editing.error === "STALE" ? ` ${t("notes.text-now", { text: note.text })}` : "";
  return (
    <form
      aria-busy={editing.saving}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <NoteField
        id={`note-${note.id}`}
        label={t("notes.edit-label")}
        value={editing.text}
        readOnly={editing.saving}
        onInput={model.typeEdit}
        onSave={save}
        onCancel={cancel}
        error={editing.error && failureText({ code: editing.error }) + stale}
        inputRef={input}
      />
      <div class="notes-foot">
        <Button blocked={editing.saving} onClick={cancel}>
          {t("panel.cancel")}
        </Button>
        <Button type="submit" kind="primary" busy={editing.saving} blocked={!fits(editing.text)}>
          {t("notes.save")}
        </Button>
      </div>
    </form>
  );
}
