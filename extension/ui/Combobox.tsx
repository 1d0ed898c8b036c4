import type { ComponentChildren, Ref } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./combobox.css";

export interface ComboboxOption {
  id: string;
  label: string;
  detail?: string;
}

interface ComboboxProps {
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  options: readonly ComboboxOption[];
  /** Enter with an option marked, or a click on one. */
  onPick: (option: ComboboxOption) => void;
  /** Enter with none marked. */
  onEnter: () => void;
  placeholder?: string;
  maxLength?: number;
  inputRef?: Ref<HTMLInputElement>;
  /** At the end of the row, such as a ＋ button. */
  after?: ComponentChildren;
  /** Read out when suggestions come, such as `3 suggestions`. */
  status: string;
}

/** An editable combobox with a list of suggestions, as ARIA 1.2 describes it. No option is marked by itself. */
export function Combobox(props: ComboboxProps) {
  const { id, label, value, options, onPick, onEnter, status } = props;
  const [wanted, setWanted] = useState(false);
  const [marked, setMarked] = useState(-1);
  const open = wanted && options.length > 0;
  const active = open ? options[marked] : undefined;

  useEffect(() => setMarked(-1), [options]);

  const pick = (option: ComboboxOption) => {
    setMarked(-1);
    onPick(option);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends the composition of a Chinese word is not the Enter that sends.
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setWanted(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = options.length + 1;
      setMarked(((marked + 1 + step + count) % count) - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active) pick(active);
      else onEnter();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setWanted(false);
    }
  };

  return (
    <div class="combobox">
      <div class="combobox-row">
        <input
          ref={props.inputRef ?? null}
          id={id}
          class="field-input combobox-input"
          role="combobox"
          aria-label={label}
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={active ? `${id}-${active.id}` : undefined}
          autoComplete="off"
          spellcheck={false}
          placeholder={props.placeholder ?? ""}
          maxLength={props.maxLength}
          value={value}
          onInput={(event) => {
            setWanted(true);
            props.onInput(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setWanted(false)}
        />
        {props.after}
      </div>
      <ul id={`${id}-list`} class="combobox-list" role="listbox" aria-label={label} hidden={!open}>
        {options.map((option, at) => (
          <li
            key={option.id}
            id={`${id}-${option.id}`}
            class="combobox-option"
            role="option"
            aria-selected={at === marked}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => pick(option)}
          >
            <span class="truncate" title={option.label}>
              {option.label}
            </span>
            {option.detail && <span class="combobox-detail">{option.detail}</span>}
          </li>
        ))}
      </ul>
      <span class="hidden-visually" role="status">
        {open ? status : ""}
      </span>
    </div>
  );
}
