import type { Ref } from "preact";
import { Icon } from "./Icon.tsx";
import "./checkbox.css";

interface CheckboxProps {
  /** Its name, only read out: row and column say it to the eye. */
  label: string;
  checked: boolean;
  onCheck: (checked: boolean) => void;
  /** Why it cannot be changed; shown as a lock and read out. It keeps the focus. */
  locked?: string | null;
  busy?: boolean;
  tabIndex?: number;
  onFocus?: () => void;
  inputRef?: Ref<HTMLInputElement>;
}

/** A check without words beside it, such as a cell of a table. */
export function Checkbox(props: CheckboxProps) {
  const { label, checked, onCheck, locked, busy, tabIndex = 0, onFocus, inputRef } = props;
  const still = Boolean(locked) || busy === true;
  return (
    <label class={`checkbox${locked ? " checkbox-locked" : ""}`} title={locked || undefined}>
      <input
        ref={inputRef ?? null}
        type="checkbox"
        class="checkbox-input"
        aria-label={locked ? `${label} (${locked})` : label}
        aria-disabled={still || undefined}
        tabIndex={tabIndex}
        checked={checked}
        onFocus={onFocus}
        onClick={(event) => still && event.preventDefault()}
        onChange={(event) => {
          const wanted = event.currentTarget.checked;
          // The model says what is checked; it may refuse.
          event.currentTarget.checked = checked;
          if (!still) onCheck(wanted);
        }}
      />
      <span class="checkbox-box">
        {locked ? <Icon name="lock" size={12} /> : checked && <Icon name="check" size={14} />}
      </span>
    </label>
  );
}
