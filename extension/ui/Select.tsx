import "./field.css";
import "./select.css";
import { Icon } from "./Icon.tsx";
import { FieldError, FieldHint, FieldLabel } from "./TextField.tsx";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
}

interface SelectProps<Value extends string> {
  /** Of the control itself; its hint is `${id}-hint`, its error `${id}-error`. */
  id: string;
  label: string;
  labelHidden?: boolean;
  value: Value;
  options: readonly SelectOption<Value>[];
  onPick: (value: Value) => void;
  hint?: string;
  error?: string | null;
  /** Why it cannot be changed now; it stays readable and reachable. */
  blocked?: string | null;
  busy?: boolean;
}

/** The platform's own select: it is right on a phone, with a keyboard and for a screen reader. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { id, label, labelHidden, value, options, onPick, hint, error, blocked, busy } = props;
  const described = [(hint || blocked) && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <FieldLabel id={id} label={label} hidden={labelHidden === true} />
      <span class="select">
        <select
          id={id}
          class="field-input select-input"
          value={value}
          disabled={Boolean(blocked)}
          title={blocked || undefined}
          aria-busy={busy || undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          // The value of an option below is one of `options`.
          onChange={(event) => onPick(event.currentTarget.value as Value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" size={14} />
      </span>
      {blocked && (
        <span id={`${id}-hint`} class="hidden-visually">
          {blocked}
        </span>
      )}
      {!blocked && <FieldHint id={`${id}-hint`} hint={hint} />}
      <FieldError id={`${id}-error`} error={error ?? null} />
    </div>
  );
}
