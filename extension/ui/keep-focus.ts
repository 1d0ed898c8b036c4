/**
 * Moves the focus to where it belongs after what had it is gone. Never takes it from anything else: not from
 * another field, and not from the page around a frame, where somebody may be typing.
 */
export function moveFocus(to: HTMLElement | null | undefined): void {
  const { activeElement } = document;
  if (document.hasFocus() && (!activeElement || activeElement === document.body)) to?.focus();
}

/**
 * The focus is never lost: when the element that had it is taken out of the page, the heading of the nearest
 * place that is left takes it. A heading is whatever has `data-focus="heading"`. From a place that only
 * passes by, `data-focus="passing"`, the focus returns to what had it before.
 */
export function keepFocus(root: HTMLElement, lifetime: AbortSignal): void {
  let focused: HTMLElement | null = null;
  let before: HTMLElement | null = null;
  let places: HTMLElement[] = [];

  root.addEventListener(
    "focusin",
    ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      if (focused && !focused.closest('[data-focus="passing"]')) before = focused;
      focused = target;
      places = [];
      for (let at = target.parentElement; at && at !== root.parentElement; at = at.parentElement)
        places.push(at);
    },
    { signal: lifetime },
  );
  root.addEventListener(
    "focusout",
    // Chromium tells of a removal too, while the element still is there; who left by themselves lost nothing.
    ({ target }) => setTimeout(() => target === focused && focused?.isConnected && leave()),
    { signal: lifetime },
  );
  const leave = () => {
    if (document.activeElement !== focused) focused = null;
  };

  const observer = new MutationObserver(() => {
    if (!focused || focused.isConnected) return;
    focused = null;
    const passing = places.some((place) => place.dataset["focus"] === "passing");
    if (passing && before?.isConnected) return moveFocus(before);
    for (const place of places) {
      if (!place.isConnected) continue;
      const heading = place.querySelector<HTMLElement>('[data-focus="heading"]');
      if (heading) return moveFocus(heading);
    }
  });
  observer.observe(root, { childList: true, subtree: true });
  lifetime.addEventListener("abort", () => observer.disconnect());
}
