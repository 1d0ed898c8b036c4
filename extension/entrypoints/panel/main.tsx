import { signal } from "@preact/signals";
import { render } from "preact";
import { browser } from "wxt/browser";
import { openHost } from "../../lib/open-host.ts";
import { Panel } from "../../panel/Panel.tsx";
import { createPanelModel } from "../../panel/PanelModel.ts";
import type { Surroundings } from "../../panel/desk.ts";
import { createConnections } from "./connections.ts";

const host = await openHost();
const lifetime = new AbortController();

const visible = signal(document.visibilityState === "visible");
document.addEventListener("visibilitychange", () => {
  visible.value = document.visibilityState === "visible";
});
const online = signal(navigator.onLine);
addEventListener("online", () => {
  online.value = true;
});
addEventListener("offline", () => {
  online.value = false;
});

const surroundings: Surroundings = {
  connect: createConnections(host.mount),
  visible,
  online,
  now: Date.now,
  goTo: (to) => host.goTo(to),
  setUp: browser?.runtime?.id ? openSetUp : null,
};
const model = createPanelModel({ host, surroundings }, lifetime.signal);

function openSetUp(origin: string, account: string | null): void {
  const page = new URL(browser.runtime.getURL("/setup.html"));
  page.hash = new URLSearchParams({ origin, account: account ?? "" }).toString();
  window.open(page.href, "_blank", "noopener");
}

const root = document.getElementById("root");
if (root) render(<Panel model={model} surroundings={surroundings} />, root);
