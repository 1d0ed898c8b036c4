import { Icon } from "./Icon.tsx";
import "./switch.css";

interface SwitchProps {
  /** Its name, only read out: beside it stands what it is for. */
  label: string;
  on: boolean;
  onSwitch: (on: boolean) => void;
  /** Why it cannot be switched; shown as a lock and read out. */
  locked?: string | null;
  busy?: boolean;
  /** Taken from a pointer only while it is seen, where the page around takes care of that. */
  "data-careful"?: true;
  "aria-describedby"?: string;
}

/** On or off at once, with nothing to save. A locked one keeps its place in the order of the keyboard. */
export function Switch({ label, on, onSwitch, locked, busy, ...rest }: SwitchProps) {
  return (
    <button
      {...rest}
      type="button"
      role="switch"
      class="switch"
      aria-checked={on}
      aria-label={locked ? `${label} (${locked})` : label}
      aria-disabled={locked || busy ? true : undefined}
      title={locked || undefined}
      onClick={() => {
        if (!locked && !busy) onSwitch(!on);
      }}
    >
      <span class="switch-thumb">{locked && <Icon name="lock" size={10} />}</span>
    </button>
  );
}
