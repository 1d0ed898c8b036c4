import "../../ui/tokens.css";
import "../../demo/demo.css";
import "../../demo/list.css";
import "../../demo/thread.css";
import "../../demo/marks.css";
import { signal } from "@preact/signals";
import { render } from "preact";
import { followAppearance } from "../../demo/appearance.ts";
import { DemoInbox } from "../../demo/DemoInbox.tsx";
import { createInboxModel } from "../../demo/InboxModel.ts";
import { connectServer } from "../../demo/server.ts";

const EVERY = 2_000;
const SEEN = "alongside-demo.seen";

followAppearance();
const model = createInboxModel(connectServer(), {
  load: () => JSON.parse(localStorage.getItem(SEEN) ?? "{}") as Record<string, string>,
  save: (seen) => localStorage.setItem(SEEN, JSON.stringify(seen)),
});

const openFromAddress = () => {
  const id = /^#\/conversations\/([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  void model.openConversation(id ?? null);
};
addEventListener("hashchange", openFromAddress);
openFromAddress();

const now = signal(Date.now());
const refresh = async () => {
  if (!document.hidden) {
    await model.refresh();
    now.value = Date.now();
  }
  setTimeout(() => void refresh(), EVERY);
};
void refresh();

const docked = signal(false);
const root = document.documentElement;
const readDocked = () => (docked.value = root.dataset["alongside"] === "docked");
new MutationObserver(readDocked).observe(root, { attributeFilter: ["data-alongside"] });
readDocked();

const place = document.getElementById("root");
if (place) render(<DemoInbox model={model} now={() => now.value} docked={() => docked.value} />, place);
