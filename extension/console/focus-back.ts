import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/**
 * For the button that opens a dialog of several steps: what had the focus when the last step began is
 * gone when it ends, so the button takes it.
 */
export function useFocusBack(open: boolean): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) button.current?.focus();
    wasOpen.current = open;
  }, [open]);
  return button;
}
