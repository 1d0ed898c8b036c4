import type { ComponentChildren, Ref } from "preact";
import "./button.css";
import { Icon, type IconName } from "./Icon.tsx";

interface ButtonProps {
  children: ComponentChildren;
  kind?: "primary" | "plain" | "quiet" | "danger";
  type?: "button" | "submit";
  icon?: IconName;
  /** Cannot be used now, but keeps its place in the order of the keyboard. */
  blocked?: boolean;
  busy?: boolean;
  wide?: boolean;
  title?: string;
  autoFocus?: boolean;
  "aria-expanded"?: boolean;
  "aria-pressed"?: boolean;
  "aria-controls"?: string;
  "aria-describedby"?: string;
  /** Taken from a pointer only while it is seen, where the page around takes care of that. */
  "data-careful"?: true;
  onClick?: (event: MouseEvent) => void;
  buttonRef?: Ref<HTMLButtonElement>;
}

/** `blocked` and `busy` buttons stay focusable, so that the focus is not lost when a button greys out. */
export function Button(props: ButtonProps) {
  const {
    children,
    kind = "plain",
    type = "button",
    icon,
    blocked,
    busy,
    wide,
    buttonRef,
    onClick,
    ...rest
  } = props;
  const still = blocked === true || busy === true;
  return (
    <button
      {...rest}
      ref={buttonRef ?? null}
      type={type}
      class={`button button-${kind}${wide ? " button-wide" : ""}`}
      aria-disabled={still || undefined}
      aria-busy={busy || undefined}
      onClick={(event) => {
        if (still) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <Icon name={icon} size={14} />}
      <span>{children}</span>
    </button>
  );
}

interface IconButtonProps {
  icon: IconName;
  /** Its name, read out and shown as a tooltip. */
  label: string;
  size?: "s" | "m";
  danger?: boolean;
  blocked?: boolean;
  type?: "button" | "submit";
  "aria-expanded"?: boolean;
  "aria-pressed"?: boolean;
  "aria-controls"?: string;
  onClick?: (event: MouseEvent) => void;
  buttonRef?: Ref<HTMLButtonElement>;
  "data-focus"?: string;
}

export function IconButton(props: IconButtonProps) {
  const { icon, label, size = "m", danger, blocked, type = "button", buttonRef, onClick, ...rest } = props;
  return (
    <button
      {...rest}
      ref={buttonRef ?? null}
      type={type}
      class={`icon-button icon-button-${size}${danger ? " icon-button-danger" : ""}`}
      aria-label={label}
      title={label}
      aria-disabled={blocked || undefined}
      onClick={(event) => {
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
    >
      <Icon name={icon} size={size === "s" ? 14 : 16} />
    </button>
  );
}
