import { useState } from "preact/hooks";
import { announce } from "../ui/announce.ts";
import { IconButton } from "../ui/Button.tsx";
import { t } from "./messages.ts";

/** Copies a value, and says so at once where the finger is. */
export function Copy({ value, what }: { value: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await write(value))) return;
    setCopied(true);
    announce(t("panel.copied"));
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <IconButton
      icon={copied ? "check" : "copy"}
      size="s"
      label={t("panel.copy", { what })}
      onClick={() => void copy()}
    />
  );
}

/** A frame without the clipboard permission still may copy a selection. */
async function write(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = value;
    area.className = "hidden-visually";
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (before instanceof HTMLElement) before.focus();
    return done;
  }
}
