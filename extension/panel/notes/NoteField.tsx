import type { Ref } from "preact";
import { NOTE_MAX } from "../../../shared/note-text.ts";
import { formatNumber } from "../../lib/format.ts";
import { TextArea } from "../../ui/TextField.tsx";
import { t } from "../messages.ts";

/** From here on it is said how many characters are left. */
const NEARLY_FULL = NOTE_MAX - 500;

interface NoteFieldProps {
  id: string;
  label: string;
  value: string;
  onInput: (text: string) => void;
  onSave: () => void;
  onCancel?: () => void;
  error: string | null;
  readOnly?: boolean;
  placeholder?: string;
  inputRef?: Ref<HTMLTextAreaElement>;
}

/** Several lines; Ctrl or ⌘ with Enter saves. Text past the limit is not cut but counted. */
export function NoteField({ onSave, onCancel, error, value, ...rest }: NoteFieldProps) {
  const length = value.trim().length;
  const left = NOTE_MAX - length;
  const over = left < 0 ? t("notes.over", { n: -left }) : null;
  return (
    <>
      <TextArea
        {...rest}
        value={value}
        labelHidden
        error={over ?? error}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            onSave();
          } else if (event.key === "Escape" && onCancel) {
            event.preventDefault();
            onCancel();
          }
        }}
      />
      {length >= NEARLY_FULL && left >= 0 && (
        <p class="notes-left" role="status">
          {t("notes.left", { n: left })}
          <span class="hidden-visually"> / {formatNumber(NOTE_MAX)}</span>
        </p>
      )}
    </>
  );
}
