import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { DemoConversation } from "../../shared/schemas/demo.ts";
import { switchLanguage, switchTheme, theme } from "./appearance.ts";
import { ChannelIcon } from "./ChannelIcon.tsx";
import { addressOf, ConversationList } from "./ConversationList.tsx";
import type { InboxModel } from "./InboxModel.ts";
import { t } from "./messages.ts";
import { PanelFrame } from "./PanelFrame.tsx";
import { SendHint } from "./SendHint.tsx";
import { Thread } from "./Thread.tsx";

interface DemoInboxProps {
  model: InboxModel;
  now: () => number;
  /** The extension has docked its own panel beside this page. */
  docked: () => boolean;
}

/** Three panes: who wrote, what they wrote, and the panel as any inbox would frame it. */
export function DemoInbox({ model, now, docked }: DemoInboxProps) {
  const panelOpen = useSignal(false);
  const pointed = useSignal<DemoConversation | null>(null);
  const point = useRef((item: DemoConversation) => void (pointed.value = item));
  const open = model.open.value;
  const reading = model.reading.value;
  const place = model.place.value;

  useEffect(() => {
    document.title = reading ? `${reading.name ?? t("visitor")} · ${t("title")}` : t("title");
  });
  useEffect(() => {
    const step = (event: KeyboardEvent) => stepThrough(model, event);
    addEventListener("keydown", step);
    return () => removeEventListener("keydown", step);
  }, []);

  const classes = ["demo", reading ? "demo-reading" : "", panelOpen.value ? "demo-panel-open" : ""];
  return (
    <main class={[...classes, docked() ? "demo-docked" : ""].filter(Boolean).join(" ")}>
      <h1 class="demo-hidden">{t("title")}</h1>
      <div class="demo-side">
        <div class="demo-bar">
          <span class="demo-title" aria-hidden="true">
            {t("title")}
          </span>
          <button type="button" class="demo-button" onClick={switchTheme}>
            {theme() === "dark" ? t("theme.light") : t("theme.dark")}
          </button>
          <button type="button" class="demo-button" onClick={switchLanguage}>
            {t("language")}
          </button>
        </div>
        <ConversationList model={model} now={now()} onPoint={point.current} />
        <p class="demo-hint">{t("list.hint")}</p>
      </div>
      <section class="demo-main" aria-label={t("thread.pane")}>
        {reading ? (
          <>
            <ThreadHeader
              open={reading}
              panelOpen={panelOpen.value}
              onPanel={() => (panelOpen.value = !panelOpen.value)}
            />
            {reading.channel.kind === "line" && <p class="demo-notice">{t("thread.incomplete")}</p>}
            <Thread model={model} item={reading} now={now()} />
            {place && <SendHint place={place} open={reading} />}
          </>
        ) : (
          <div class="demo-none">
            <p>{t("thread.none")}</p>
            <p class="demo-quiet">{t("thread.noneHint")}</p>
          </div>
        )}
        <p class="demo-failed" role="status">
          {model.failed.value && t("thread.failed")}
        </p>
      </section>
      {place && !docked() && (
        <section class="demo-panel" aria-label={t("panel.title")}>
          <PanelFrame place={place} open={open} pointed={pointed.value} theme={theme()} />
        </section>
      )}
    </main>
  );
}

interface ThreadHeaderProps {
  open: DemoConversation;
  panelOpen: boolean;
  onPanel: () => void;
}

function ThreadHeader({ open, panelOpen, onPanel }: ThreadHeaderProps) {
  return (
    <div class="demo-bar demo-thread-bar">
      <a class="demo-button demo-back" href="#/">
        <span aria-hidden="true">←</span>
        <span class="demo-hidden">{t("thread.back")}</span>
      </a>
      <div class="demo-who">
        <h2>{open.name ?? t("visitor")}</h2>
        <p class="demo-small">
          <ChannelIcon kind={open.channel.kind} /> {open.channel.name}
        </p>
      </div>
      <span class={`demo-state demo-state-${open.state}`}>{t(`state.${open.state}`)}</span>
      <button type="button" class="demo-button demo-panel-toggle" aria-pressed={panelOpen} onClick={onPanel}>
        {panelOpen ? t("panel.hide") : t("panel.show")}
      </button>
    </div>
  );
}

/** `j` and `k` open the next and the previous conversation, as shortcuts of inboxes do: on the document. */
function stepThrough(model: InboxModel, event: KeyboardEvent): void {
  const by = { j: 1, k: -1 }[event.key];
  const writing = event.target instanceof Element && event.target.closest("input, textarea, select");
  if (by === undefined || writing || event.altKey || event.ctrlKey || event.metaKey) return;
  const items = model.conversations.value;
  const at = items.findIndex(({ id }) => id === model.open.value?.id);
  const next = items[at + by];
  if (next) location.hash = addressOf(next.id);
}
