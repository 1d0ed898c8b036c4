import { browser } from "wxt/browser";
import type { PanelHost } from "./host.ts";
import { openTabHost } from "./host-frame.ts";

/** The host of this panel page: told by where the page is, never by its URL's word alone. */
export async function openHost(): Promise<PanelHost> {
  // Only a widget fetches what only a widget needs.
  if (!browser?.runtime?.id) return (await import("./host-widget.ts")).openWidgetHost();
  return openTabHost(window.top === window ? "side-panel" : "frame");
}
