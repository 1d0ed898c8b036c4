import { useState } from "preact/hooks";
import { Button } from "../ui/Button.tsx";
import { VisuallyHidden } from "../ui/VisuallyHidden.tsx";
import { say } from "./say.ts";

const SAY_COPIED_FOR = 2_000;

interface CopyButtonProps {
  /** The field the text stands in. */
  id: string;
  label: string;
  value: string;
}

export function CopyButton({ id, label, value }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const field = document.getElementById(id);
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      // No permission: what is selected can still be copied by keyboard.
      if (field instanceof HTMLInputElement) field.select();
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SAY_COPIED_FOR);
  };
  return (
    <>
      <Button icon={copied ? "check" : "copy"} onClick={() => void copy()}>
        {say(copied ? "console.copied" : "console.copy")}
        <VisuallyHidden> {label}</VisuallyHidden>
      </Button>
      <span class="hidden-visually" role="status">
        {copied ? say("console.copied") : ""}
      </span>
    </>
  );
}

interface CopyFieldProps extends CopyButtonProps {
  hint?: string;
}

/** Text to take elsewhere: whole in a field that selects itself, with a button that copies it. */
export function CopyField({ id, label, value, hint }: CopyFieldProps) {
  return (
    <div class="copy">
      <label for={id} class="field-label">
        {label}
      </label>
      <div class="copy-row">
        <input
          id={id}
          class="field-input copy-value"
          readOnly
          value={value}
          spellcheck={false}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onFocus={({ currentTarget }) => {
            currentTarget.select();
            currentTarget.scrollLeft = 0;
          }}
        />
        <CopyButton id={id} label={label} value={value} />
      </div>
      {hint && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
