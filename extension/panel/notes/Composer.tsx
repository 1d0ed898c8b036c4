import { useRef } from "preact/hooks";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/Button.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { failureText } from "../words.ts";
import { NoteField } from "./NoteField.tsx";
import { fits } from "./list.ts";
import type { NotesModel } from "./NotesModel.ts";

const MODIFIER = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

export function Composer({ model, customer }: { model: NotesModel; customer: Customer }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const text = model.text.value;
  const error = model.error.value;
  const add = () => {
    if (model.add()) announce(t("notes.added"));
    input.current?.focus();
  };
  return (
    <form
      class={`notes-composer${text === "" ? "" : " notes-composer-open"}`}
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <NoteField
        id="notes-new"
        label={t("notes.new")}
        placeholder={t("notes.placeholder")}
        value={text}
        onInput={model.type}
        onSave={add}
        error={error && failureText({ code: error })}
        inputRef={input}
      />
      <div class="notes-foot">
        <span class="notes-hint">{t("notes.hint", { key: MODIFIER })}</span>
        <Button type="submit" kind="primary" blocked={!fits(text) || !customer.confirmed.value}>
          {t("notes.add")}
        </Button>
      </div>
    </form>
  );
}
