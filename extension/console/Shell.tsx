import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/Button.tsx";
import { Toasts } from "../ui/Toast.tsx";
import { say } from "./say.ts";

interface ShellProps {
  workspace: string;
  /** The address's path: a new one closes the drawer. */
  path: string;
  side: ComponentChildren;
  children: ComponentChildren;
}

/** Navigation beside the page; below 1024 px a drawer behind a button in a bar above it. */
export function Shell({ workspace, path, side, children }: ShellProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => setOpen(false), [path]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="console" onKeyDown={(event) => open && event.key === "Escape" && close()}>
      <a class="console-skip" href="#console-main" onClick={skip}>
        {say("console.skip")}
      </a>
      <header class="console-bar">
        <IconButton
          buttonRef={button}
          icon={open ? "close" : "menu"}
          label={say(open ? "console.closeMenu" : "console.menu")}
          aria-expanded={open}
          aria-controls="console-side"
          onClick={() => setOpen(!open)}
        />
        <span class="nav-mark" aria-hidden="true" />
        <span class="console-bar-title truncate">{workspace}</span>
      </header>
      {open && <div class="console-scrim" onClick={close} />}
      <div
        id="console-side"
        class={`console-side${open ? " console-side-open" : ""}`}
        onClick={(event) => {
          // A link to the page that is open changes no address.
          if (event.target instanceof Element && event.target.closest("a")) setOpen(false);
        }}
      >
        {side}
      </div>
      <main id="console-main" class="console-main" tabIndex={-1}>
        {children}
      </main>
      <Toasts closeLabel={say("console.dismiss")} />
    </div>
  );
}

/** The address stays as it is: the hash is the route. */
function skip(event: Event) {
  event.preventDefault();
  document.getElementById("console-main")?.focus();
}
