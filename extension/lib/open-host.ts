import { browser } from "wxt/browser";
import type { PanelHost } from "./host.ts";
import { openTabHost } from "./host-frame.ts";
import { openWidgetHost } from "./host-widget.ts";

/** The host of this panel page: told by where the page is, never by its URL's word alone. */
export function openHost(): PanelHost {
  if (!browser?.runtime?.id) return openWidgetHost();
  return openTabHost(window.top === window ? "side-panel" : "frame");
}
