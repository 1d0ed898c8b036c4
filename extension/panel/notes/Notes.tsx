import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../../ui/Button.tsx";
import { moveFocus } from "../../ui/keep-focus.ts";
import { Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Section.tsx";
import { showFailure, showToast } from "../../ui/toasts.ts";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { useLifetime } from "../use-model.ts";
import { failureText } from "../words.ts";
import { Composer } from "./Composer.tsx";
import { Note } from "./Note.tsx";
import "./notes.css";
import { createNotesModel, type ShownNote } from "./NotesModel.ts";

export function Notes({ customer }: { customer: Customer }) {
  const model = useLifetime((lifetime) => createNotesModel(customer, lifetime));
  const list = useRef<HTMLUListElement>(null);
  const focusNext = useRef<number | null>(null);
  const notes = model.notes.value;
  const moreFailure = model.more.failure.value;

  // Deleting leaves the focus on the note that took the place, or where a new one is written.
  useLayoutEffect(() => {
    const at = focusNext.current;
    if (at === null) return;
    focusNext.current = null;
    const items = list.current?.children ?? [];
    const target = items[Math.min(at, items.length - 1)]?.querySelector<HTMLElement>("button");
    moveFocus(target ?? document.getElementById("notes-new"));
  }, [notes]);

  const remove = async (note: ShownNote, at: number) => {
    focusNext.current = at;
    showToast(t("notes.deleted"), { label: t("panel.undo"), run: () => void bringBack(note) });
    const failure = await model.remove(note);
    if (failure) showFailure(failureText(failure));
  };
  const bringBack = async (note: ShownNote) => {
    const failure = await model.bringBack(note.id);
    if (failure) showFailure(failureText(failure));
  };

  return (
    <Section id="notes" title={t("notes.title")}>
      {customer.may("note:write") && <Composer model={model} customer={customer} />}
      {notes.length > 0 ? (
        <ul class="notes-list" ref={list}>
          {notes.map((note, at) => (
            <Note
              key={note.id}
              note={note}
              model={model}
              customer={customer}
              onRemove={() => void remove(note, at)}
            />
          ))}
        </ul>
      ) : (
        !customer.may("note:write") && <p class="notes-none">{t("notes.none")}</p>
      )}
      {moreFailure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(moreFailure)}
        </Notice>
      )}
      {model.hasMore.value && (
        <Button kind="quiet" wide busy={model.more.running.value} onClick={() => void model.more.run()}>
          {t("notes.more")}
        </Button>
      )}
    </Section>
  );
}
