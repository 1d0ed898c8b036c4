import type { ComponentChildren, InputHTMLAttributes, Ref } from "preact";
import "./field.css";
import { Icon } from "./Icon.tsx";

interface Described {
  /** Of the control itself; its error is `${id}-error`. */
  id: string;
  value: string;
  onInput: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  /** What is wrong and how to mend it; null when nothing is. */
  error?: string | null;
  /** What to enter or where to find it; stays while typing. */
  hint?: string;
  placeholder?: string;
  maxLength?: number;
  /** Seen above the control, or only read out. */
  label: string;
  labelHidden?: boolean;
  readOnly?: boolean;
}

interface TextFieldProps extends Described {
  type?: "text" | "email" | "tel" | "search" | "date" | "datetime-local" | "password" | "url";
  inputRef?: Ref<HTMLInputElement>;
  autoComplete?: InputHTMLAttributes<HTMLInputElement>["autoComplete"];
  max?: string;
  /** A button that stands in the same line. */
  beside?: ComponentChildren;
}

const describedBy = ({ id, error, hint }: Described) =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;

export function TextField(props: TextFieldProps) {
  const {
    id,
    value,
    onInput,
    error,
    hint,
    label,
    labelHidden,
    inputRef,
    type = "text",
    autoComplete = "off",
    beside,
    ...rest
  } = props;
  const input = (
    <input
      {...rest}
      ref={inputRef ?? null}
      id={id}
      // The attribute types are a union over `type`; every kind here takes the same attributes.
      type={type as "text"}
      class="field-input"
      value={value}
      autoComplete={autoComplete}
      spellcheck={false}
      aria-invalid={error ? true : undefined}
      aria-describedby={describedBy(props)}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
  return (
    <div class="field">
      <FieldLabel id={id} label={label} hidden={labelHidden === true} />
      {beside ? (
        <div class="field-row">
          {input}
          {beside}
        </div>
      ) : (
        input
      )}
      <FieldHint id={`${id}-hint`} hint={hint} />
      <FieldError id={`${id}-error`} error={error ?? null} />
    </div>
  );
}

interface TextAreaProps extends Described {
  rows?: number;
  inputRef?: Ref<HTMLTextAreaElement>;
  onFocus?: () => void;
}

/** Grows with its text (`field-sizing`, and the dragged corner where that is not known yet). */
export function TextArea(props: TextAreaProps) {
  const { id, value, onInput, error, hint, label, labelHidden, inputRef, rows = 2, ...rest } = props;
  return (
    <div class="field">
      <FieldLabel id={id} label={label} hidden={labelHidden === true} />
      <textarea
        {...rest}
        ref={inputRef ?? null}
        id={id}
        rows={rows}
        class="field-input field-area"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(props)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <FieldHint id={`${id}-hint`} hint={hint} />
      <FieldError id={`${id}-error`} error={error ?? null} />
    </div>
  );
}

export function FieldHint({ id, hint }: { id: string; hint: string | undefined }) {
  if (!hint) return null;
  return (
    <p id={id} class="field-hint">
      {hint}
    </p>
  );
}

export function FieldLabel({ id, label, hidden }: { id: string; label: string; hidden: boolean }) {
  return (
    <label for={id} class={hidden ? "hidden-visually" : "field-label"}>
      {label}
    </label>
  );
}

/** Read out as soon as it appears. */
export function FieldError({ id, error }: { id: string; error: string | null }) {
  return (
    <p id={id} class="field-error" role="alert" hidden={!error}>
      {error && (
        <>
          <Icon name="warning" size={14} />
          <span>{error}</span>
        </>
      )}
    </p>
  );
}
