import { useEffect, useRef } from "preact/hooks";
import type { ConversationRef } from "../../shared/conversation-ref.ts";
import type { DemoConversation, DemoPlace } from "../../shared/schemas/demo.ts";
import { addressOf } from "./ConversationList.tsx";
import { t } from "./messages.ts";

interface PanelFrameProps {
  place: DemoPlace;
  open: DemoConversation | null;
  /** Under the person's pointer: the panel may fetch it ahead. */
  pointed: DemoConversation | null;
  theme: "light" | "dark";
}

/** Which conversation it is, as any inbox that frames the panel says it. */
export function refOf(place: DemoPlace, item: DemoConversation): ConversationRef {
  return {
    inbox: "demo",
    origin: location.origin,
    account: place.workspace,
    conversation: item.id,
    identity: { channelAccount: item.channel.accountId, externalId: item.externalId },
    hints: item.name === null ? {} : { name: item.name },
  };
}

/** The panel as a widget, told by messages which conversation is open. */
export function PanelFrame({ place, open, pointed, theme }: PanelFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const { origin } = new URL(place.panelUrl);
  const greeted = useRef(false);
  const post = (message: unknown) => {
    if (greeted.current) frame.current?.contentWindow?.postMessage(message, origin);
  };
  const tell = useRef(() => {});
  tell.current = () => {
    post({ type: "alongside:theme", theme });
    post({ type: "alongside:ref", ref: open && refOf(place, open) });
  };

  useEffect(() => tell.current(), [open?.id, open?.name, theme]);
  useEffect(() => {
    if (pointed) post({ type: "alongside:prefetch", ref: refOf(place, pointed) });
  }, [pointed?.id]);
  useEffect(() => {
    const hear = (event: MessageEvent<{ type?: unknown; to?: { conversation?: unknown } } | null>) => {
      if (event.source !== frame.current?.contentWindow || event.origin !== origin) return;
      const wanted = event.data?.type === "alongside:go" ? event.data.to?.conversation : undefined;
      if (typeof wanted === "string") {
        location.hash = addressOf(encodeURIComponent(wanted));
        post({ type: "alongside:went" });
      }
      if (event.data?.type !== "alongside:hello") return;
      greeted.current = true;
      tell.current();
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, [origin]);

  return <iframe ref={frame} class="demo-panel-frame" src={place.panelUrl} title={t("panel.title")} />;
}
