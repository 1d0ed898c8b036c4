import { IconButton } from "../ui/Button.tsx";
import { t } from "./messages.ts";

/** Hides the customer data for a calmer screen. */
export function Eye({ hidden, onChange }: { hidden: boolean; onChange: (hidden: boolean) => void }) {
  return (
    <IconButton
      icon={hidden ? "eye-off" : "eye"}
      label={hidden ? t("panel.show") : t("panel.hide")}
      aria-pressed={hidden}
      onClick={() => onChange(!hidden)}
    />
  );
}
