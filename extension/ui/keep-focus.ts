/**
 * The focus is never lost: when the element that had it is taken out of the page, the heading of the nearest
 * place that is left takes it. A heading is whatever has `data-focus="heading"`.
 */
export function keepFocus(root: HTMLElement, lifetime: AbortSignal): void {
  let focused: Element | null = null;
  let places: HTMLElement[] = [];

  root.addEventListener(
    "focusin",
    ({ target }) => {
      if (!(target instanceof Element)) return;
      focused = target;
      places = [];
      for (let at = target.parentElement; at && at !== root.parentElement; at = at.parentElement)
        places.push(at);
    },
    { signal: lifetime },
  );
  root.addEventListener(
    "focusout",
    ({ target }) => {
      // Leaving by oneself is not losing: then the element is still there.
      if (target === focused && focused?.isConnected) focused = null;
    },
    { signal: lifetime },
  );

  const observer = new MutationObserver(() => {
    if (!focused || focused.isConnected) return;
    focused = null;
    if (document.activeElement && document.activeElement !== document.body) return;
    for (const place of places) {
      if (!place.isConnected) continue;
      const heading = place.querySelector<HTMLElement>('[data-focus="heading"]');
      if (heading) return heading.focus({ preventScroll: true });
    }
  });
  observer.observe(root, { childList: true, subtree: true });
  lifetime.addEventListener("abort", () => observer.disconnect());
}
