import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "../ui/Button.tsx";
import { moveFocus } from "../ui/keep-focus.ts";
import { t } from "./messages.ts";

interface EyeProps {
  hidden: boolean;
  onChange: (hidden: boolean) => void;
  /** True from the press until the eye of the other screen has the focus. */
  pressed: { current: boolean };
}

/** Hides the customer data for a calmer screen. */
export function Eye({ hidden, onChange, pressed }: EyeProps) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (pressed.current) moveFocus(button.current);
    pressed.current = false;
  }, []);
  return (
    <IconButton
      icon={hidden ? "eye-off" : "eye"}
      label={hidden ? t("panel.show") : t("panel.hide")}
      buttonRef={button}
      onClick={() => {
        pressed.current = true;
        onChange(!hidden);
      }}
    />
  );
}
