/** So long must the browser have said that a control is seen before a click counts, ms: what it says is up to 100 ms old. */
const LOOK_MS = 250;

interface Watch {
  since: number;
  seen: boolean;
  end(): void;
}

/** `trackVisibility` of https://w3c.github.io/IntersectionObserver/v2/ */
type Options = IntersectionObserverInit & { trackVisibility: true; delay: number };
type Entry = IntersectionObserverEntry & { isVisible?: boolean };

/** Whether a page is around us, and the browser can say what it draws over us; Firefox cannot. */
const canBeCovered = (): boolean =>
  window.parent !== window && "isVisible" in IntersectionObserverEntry.prototype;

/**
 * A page can draw something over our frame, or fade it, and have people click through. What `data-careful`
 * marks takes a click of a pointer only while the person sees it; a key is theirs in any case, as no page
 * can press one in our frame. The browser is asked from the moment the pointer is over it.
 *
 * @param onUnseen told of a click that was not taken
 */
export function keepCareful(root: HTMLElement, lifetime: AbortSignal, onUnseen: () => void): void {
  if (!canBeCovered()) return;
  const watches = new Map<HTMLElement, Watch>();
  let passed: Element | null = null;

  function watch(control: HTMLElement): Watch {
    const known = watches.get(control);
    if (known) return known;
    const options: Options = { trackVisibility: true, delay: 100 };
    const observer = new IntersectionObserver((entries: Entry[]) => {
      const seen = entries.at(-1)?.isVisible === true;
      if (seen !== state.seen) Object.assign(state, { seen, since: performance.now() });
    }, options);
    const state: Watch = { since: performance.now(), seen: false, end: () => observer.disconnect() };
    observer.observe(control);
    watches.set(control, state);
    return state;
  }

  async function clickIfSeen(control: HTMLElement): Promise<void> {
    const state = watch(control);
    const left = state.since + LOOK_MS - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    if (!state.seen) return onUnseen();
    passed = control;
    control.click();
    passed = null;
    return undefined;
  }

  root.addEventListener(
    "pointerover",
    ({ target }) => {
      const control = controlAt(target);
      for (const [other, { end }] of watches) {
        if (other === control) continue;
        end();
        watches.delete(other);
      }
      if (control) watch(control);
    },
    { signal: lifetime },
  );
  root.addEventListener(
    "click",
    (event) => {
      const control = controlAt(event.target);
      if (!control || event.detail === 0 || control === passed) return;
      event.preventDefault();
      event.stopPropagation();
      void clickIfSeen(control);
    },
    { capture: true, signal: lifetime },
  );
  lifetime.addEventListener("abort", () => watches.forEach(({ end }) => end()), { once: true });
}

const controlAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[data-careful]") : null;
