import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import "./dialog.css";

interface DialogProps {
  title: string;
  children?: ComponentChildren;
  /** Buttons, the safe one first. */
  actions: ComponentChildren;
  onClose: () => void;
  /** Room for a form instead of a question. */
  wide?: boolean;
}

/** What had the focus before each open dialog, the nearest first. */
const openers = new WeakMap<Element, HTMLElement[]>();

/** The last opened stands last: one opens from within another, never behind it. */
const dialogUnder = (dialog: Element): Element | undefined =>
  [...document.querySelectorAll("dialog[open]")].filter((one) => one !== dialog).at(-1);

/**
 * A question that must be answered first. The platform's own modal dialog: it keeps the focus inside, closes
 * on Escape and gives the focus back to what had it; if that went with another dialog, to what opened that.
 */
export function Dialog({ title, children, actions, onClose, wide }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element) return undefined;
    const before = document.activeElement;
    const under = dialogUnder(element);
    const back = [
      ...(before instanceof HTMLElement ? [before] : []),
      ...((under && openers.get(under)) ?? []),
    ];
    openers.set(element, back);
    element.showModal();
    // Only now: the platform must not choose it first. It takes the focus of what is taken out.
    if (heading.current) heading.current.tabIndex = -1;
    return () => {
      element.close();
      // The platform gives the focus back after this turn, when the dialog is gone from the page already.
      const there = back.find((one) => one.isConnected && one !== document.body);
      if (document.hasFocus()) there?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${wide ? " dialog-wide" : ""}`}
      aria-labelledby={`${id}-title`}
      aria-describedby={children ? `${id}-text` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 ref={heading} id={`${id}-title`} class="dialog-title" data-focus="heading">
        {title}
      </h2>
      {children && (
        <div id={`${id}-text`} class="dialog-text">
          {children}
        </div>
      )}
      <div class="dialog-actions">{actions}</div>
    </dialog>
  );
}
