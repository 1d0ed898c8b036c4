import type { ComponentChildren } from "preact";

/** Read out, not seen. */
export function VisuallyHidden({ children }: { children: ComponentChildren }) {
  return <span class="hidden-visually">{children}</span>;
}
