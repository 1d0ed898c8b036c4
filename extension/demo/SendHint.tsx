import { useState } from "preact/hooks";
import type { DemoConversation, DemoPlace } from "../../shared/schemas/demo.ts";
import { t } from "./messages.ts";

/** In place of a composer: how a message gets here. */
export function SendHint({ place, open }: { place: DemoPlace; open: DemoConversation }) {
  const [copied, setCopied] = useState<string | null>(null);
  const line = open.channel.kind === "line";
  const command = place.lineCommand.replace("USER_ID", line ? open.externalId : place.newcomer);
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    setCopied(command);
  };
  return (
    <details class="demo-send">
      <summary>
        <span>{t("send.title")}</span> <span class="demo-link">{t("send.show")}</span>
      </summary>
      <div class="demo-send-body">
        <p>{line ? t("send.asThis", { name: open.name ?? t("visitor") }) : t("send.asNew")}</p>
        <button type="button" class="demo-button" onClick={() => void copy()}>
          {copied === command ? t("send.copied") : t("send.copy")}
        </button>
        <pre tabIndex={0}>{command}</pre>
      </div>
    </details>
  );
}
