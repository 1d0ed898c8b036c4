import type { Inbox } from "./inbox.ts";

export const NARROWEST = 280;
export const WIDEST = 480;
const USUAL = 360;
/** A thread narrower than this is not readable: the panel stands over the inbox's own sidebar, or folds. */
export const NARROWEST_THREAD = 380;

export interface DockWords {
  panel: string;
  open: string;
  close: string;
  resize: string;
  updated: string;
  reload: string;
}

export interface DockChoice {
  /** px */
  width: number;
  closed: boolean;
}

export interface Dock {
  /** Finds the best place again: the page or its window changed. */
  layout(): void;
  setOpen(open: boolean): void;
  /** The extension was replaced: what stands in the frame is dead. */
  showOrphaned(): void;
}

type Place = "beside" | "over" | "closed";

/**
 * The panel's frame at the end of the page, in a closed shadow root of an element of its own. Styles are
 * set through the CSSOM: a strict style-src of the page does not apply to it.
 */
export function createDock({
  inbox,
  frameUrl,
  words,
  choice,
  onChoice,
  signal,
}: {
  inbox: Inbox;
  frameUrl: string;
  words: DockWords;
  choice: Partial<DockChoice>;
  onChoice: (choice: DockChoice) => void;
  signal: AbortSignal;
}): Dock {
  let width = clamp(choice.width ?? USUAL);
  let closed = choice.closed ?? false;
  /** The person opened it although there is little room. */
  let insisted = false;
  let place: Place = "closed";
  /** px it is drawn with; less than the person chose where there is less room. */
  let drawn = width;

  document.querySelector("alongside-panel")?.remove();
  const element = document.createElement("alongside-panel");
  const shadow = element.attachShadow({ mode: "closed" });
  const frame = document.createElement("iframe");
  const handle = button(words.resize);
  const fold = button(words.close);
  const unfold = button(words.open);
  frame.title = words.panel;
  frame.src = frameUrl;
  frame.allow = "clipboard-write";
  handle.setAttribute("role", "separator");
  handle.setAttribute("aria-orientation", "vertical");
  shadow.append(frame, handle, fold, unfold);
  document.documentElement.append(element);

  const right = () => !inbox.rightToLeft(document);
  const style = (node: HTMLElement, rules: Record<string, string>) => {
    for (const [name, value] of Object.entries(rules)) node.style.setProperty(name, value, "important");
  };

  function room(px: number): void {
    const root = inbox.root(document);
    if (!root) return;
    if (px === 0) {
      for (const name of ["max-width", "margin-left", "margin-right"]) root.style.removeProperty(name);
      return;
    }
    style(root, {
      "max-width": `calc(100vw - ${px}px)`,
      "margin-left": right() ? "0" : `${px}px`,
      "margin-right": right() ? `${px}px` : "0",
    });
  }

  function choosePlace(): Place {
    drawn = width;
    if (closed) return "closed";
    room(width);
    const thread = threadBox();
    if (!thread || thread.width >= NARROWEST_THREAD) return "beside";
    room(0);
    const whole = threadBox();
    if (!whole) return "beside";
    // Beside the thread is a sidebar of the inbox: the panel takes its place, as wide as that is.
    const beside = Math.floor(right() ? innerWidth - whole.right : whole.left);
    if (insisted || beside < NARROWEST) return insisted ? "over" : "closed";
    drawn = Math.min(width, beside);
    return "over";
  }

  /** Only what is drawn counts: a hidden reply box says nothing of the thread's width. */
  function threadBox(): DOMRect | null {
    const box = inbox.thread(document)?.getBoundingClientRect();
    return box && box.width > 0 ? box : null;
  }

  function layout(): void {
    place = choosePlace();
    room(place === "beside" ? width : 0);
    paint();
    watched = inbox.thread(document);
    threads.disconnect();
    if (watched) threads.observe(watched);
    settled = watched?.getBoundingClientRect().width ?? 0;
  }

  let watched: Element | null = null;
  let settled = 0;
  // The inbox opened or closed a sidebar of its own. Our own change comes here too and is not news.
  const threads = new ResizeObserver(() => {
    const now = watched?.getBoundingClientRect().width ?? 0;
    if (Math.abs(now - settled) > 1) layout();
  });

  function paint(): void {
    const open = place !== "closed";
    const [start, end] = right() ? ["left", "right"] : ["right", "left"];
    style(element, {
      all: "initial",
      position: "fixed",
      top: "0",
      bottom: "0",
      [start]: "auto",
      [end]: "0",
      width: open ? `${drawn}px` : "0",
      "z-index": "2147483000",
      // The dock's own buttons; the panel is told on its own way.
      "color-scheme": inbox.theme(document) ?? "light dark",
      display: "block",
    });
    style(frame, {
      display: open ? "block" : "none",
      width: "100%",
      height: "100%",
      border: "0",
      "color-scheme": "normal",
      "box-shadow": place === "over" ? "0 0 24px rgb(0 0 0 / 25%)" : "0 0 0 1px rgb(128 128 128 / 25%)",
    });
    style(handle, { ...HANDLE, display: open ? "block" : "none", [start]: "-6px", [end]: "auto" });
    style(fold, {
      ...FOLD,
      display: open ? "grid" : "none",
      [start]: "-16px",
      [end]: "auto",
      "border-radius": right() ? "10px 0 0 10px" : "0 10px 10px 0",
    });
    style(unfold, {
      ...UNFOLD,
      display: open ? "none" : "grid",
      [start]: "auto",
      [end]: "0",
      "border-radius": right() ? "10px 0 0 10px" : "0 10px 10px 0",
    });
    fold.textContent = right() ? "›" : "‹";
    unfold.textContent = right() ? "‹" : "›";
    handle.setAttribute("aria-valuenow", String(drawn));
    handle.setAttribute("aria-valuemin", String(NARROWEST));
    handle.setAttribute("aria-valuemax", String(WIDEST));
    if (open) document.documentElement.dataset["alongside"] = "docked";
    else delete document.documentElement.dataset["alongside"];
  }

  function setOpen(open: boolean): void {
    const hadFocus = shadow.activeElement === fold || shadow.activeElement === unfold;
    closed = !open;
    insisted = open;
    onChoice({ width, closed });
    layout();
    if (hadFocus) (open ? fold : unfold).focus();
  }

  function resize(px: number): void {
    width = clamp(px);
    onChoice({ width, closed });
    layout();
  }

  fold.addEventListener("click", () => setOpen(false));
  unfold.addEventListener("click", () => setOpen(true));
  dragged(handle, frame, (x) => resize(right() ? innerWidth - x : x));
  // Ahead of the page's own shortcuts, which listen on the document.
  addEventListener(
    "keydown",
    (event) => {
      if (event.target !== element) return;
      event.stopImmediatePropagation();
      const step = { ArrowLeft: 20, ArrowRight: -20 }[event.key];
      if (step === undefined || shadow.activeElement !== handle) return;
      event.preventDefault();
      resize(width + (right() ? step : -step));
    },
    { capture: true, signal },
  );
  for (const type of ["keyup", "keypress"] as const) {
    addEventListener(type, (event) => event.target === element && event.stopImmediatePropagation(), {
      capture: true,
      signal,
    });
  }
  addEventListener("resize", layout, { signal });
  signal.addEventListener("abort", () => threads.disconnect(), { once: true });
  layout();

  return {
    layout,
    setOpen,
    showOrphaned() {
      const notice = document.createElement("div");
      const reload = document.createElement("button");
      reload.textContent = words.reload;
      reload.addEventListener("click", () => location.reload());
      notice.setAttribute("role", "alert");
      notice.append(words.updated, reload);
      style(notice, NOTICE);
      frame.replaceWith(notice);
      style(handle, { display: "none" });
    },
  };
}

const clamp = (px: number) => Math.round(Math.min(WIDEST, Math.max(NARROWEST, px)));

function button(label: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  return made;
}

function dragged(handle: HTMLElement, frame: HTMLElement, move: (x: number) => void): void {
  handle.addEventListener("pointerdown", (down) => {
    down.preventDefault();
    handle.setPointerCapture(down.pointerId);
    // Over the frame the pointer would be the frame's.
    frame.style.setProperty("pointer-events", "none");
    const moving = (event: PointerEvent) => move(event.clientX);
    handle.addEventListener("pointermove", moving);
    handle.addEventListener(
      "lostpointercapture",
      () => {
        handle.removeEventListener("pointermove", moving);
        frame.style.removeProperty("pointer-events");
      },
      { once: true },
    );
  });
}

const BUTTON = {
  position: "absolute",
  padding: "0",
  border: "1px solid rgb(128 128 128 / 30%)",
  background: "Canvas",
  color: "CanvasText",
  cursor: "pointer",
  "place-items": "center",
  font: "16px/1 system-ui, sans-serif",
};
const HANDLE = {
  position: "absolute",
  top: "0",
  width: "6px",
  height: "100%",
  padding: "0",
  border: "0",
  background: "transparent",
  cursor: "col-resize",
  "touch-action": "none",
};
/** Beside the frame and never over it: what covers any of it counts as covering the panel. */
const FOLD = { ...BUTTON, top: "calc(50% - 20px)", width: "16px", height: "40px" };
const UNFOLD = { ...BUTTON, top: "calc(50% - 28px)", width: "24px", height: "56px" };
const NOTICE = {
  display: "flex",
  "flex-direction": "column",
  gap: "12px",
  "align-items": "center",
  "justify-content": "center",
  height: "100%",
  padding: "24px",
  "box-sizing": "border-box",
  background: "Canvas",
  color: "CanvasText",
  font: "14px/1.5 system-ui, sans-serif",
  "text-align": "center",
};
