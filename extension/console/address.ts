import { type ReadonlySignal, signal } from "@preact/signals";

/** The page's path after `#/`, empty for home; follows the address until the signal aborts. */
export function trackPath(ended: AbortSignal): ReadonlySignal<string> {
  const read = () => location.hash.replace(/^#\/?/, "");
  const path = signal(read());
  addEventListener("hashchange", () => (path.value = read()), { signal: ended });
  return path;
}

export const hrefOf = (path: string): string => `#/${path}`;
