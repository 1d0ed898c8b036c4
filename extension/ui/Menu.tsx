import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./Icon.tsx";
import "./menu.css";

export interface MenuItem {
  id: string;
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** One of a group, of which the checked one holds. */
  checked?: boolean;
  onPick: () => void;
}

export interface MenuGroup {
  id: string;
  /** Shown above the group. */
  label?: string;
  items: readonly MenuItem[];
}

interface MenuProps {
  label: string;
  button: ComponentChildren;
  /** The button has words of its own, which name it; else `label` does. */
  worded?: boolean;
  buttonClass: string;
  groups: readonly MenuGroup[];
  /** Opens above its button. */
  up?: boolean;
}

/** A button with a menu, as ARIA describes it: arrows, Home, End, a first letter, Escape. */
export function Menu({ label, button, buttonClass, worded, groups, up }: MenuProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  const close = (focus: boolean) => {
    setOpen(false);
    if (focus) trigger.current?.focus();
  };

  useEffect(() => {
    if (!open) return undefined;
    items(root.current)[0]?.focus();
    const listening = new AbortController();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) close(false);
    };
    document.addEventListener("pointerdown", outside, { signal: listening.signal });
    return () => listening.abort();
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      setOpen(true);
      return;
    }
    if (event.key === "Tab") {
      close(false);
      return;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      close(true);
      return;
    }
    const next = nextItem(items(root.current), event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={trigger}
        type="button"
        class={buttonClass}
        aria-label={worded ? undefined : label}
        title={worded ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div id={id} role="menu" aria-label={label} class={`menu-list${up ? " menu-up" : ""}`}>
          {groups.map((group) => (
            <div key={group.id} role="group" class="menu-group" aria-label={group.label}>
              {group.label && (
                <div class="menu-label" aria-hidden="true">
                  {group.label}
                </div>
              )}
              {group.items.map((item) => (
                <button
                  key={item.id}
                  type="button"
                  role={item.checked === undefined ? "menuitem" : "menuitemradio"}
                  aria-checked={item.checked}
                  tabIndex={-1}
                  class={`menu-item${item.danger ? " menu-item-danger" : ""}`}
                  onClick={() => {
                    close(true);
                    item.onPick();
                  }}
                >
                  <span class="menu-icon">
                    {item.checked ? <Icon name="check" /> : item.icon && <Icon name={item.icon} />}
                  </span>
                  {item.label}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

const items = (root: HTMLElement | null): HTMLElement[] => [
  ...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []),
];

function nextItem(all: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const at = all.findIndex((item) => item === document.activeElement);
  if (key === "ArrowDown") return all[(at + 1) % all.length];
  if (key === "ArrowUp") return all.at(at <= 0 ? -1 : at - 1);
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if ([...key].length !== 1 || key === " ") return undefined;
  const rest = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}
