import type { DemoConversation, DemoMessage } from "../../shared/schemas/demo.ts";
import { t } from "./messages.ts";

/** What a message without text of its own is called. */
export function kindOf({ type }: Pick<DemoMessage, "type">): string {
  switch (type) {
    case "story":
    case "story_mention":
      return t("message.story");
    case "share":
    case "reel":
      return t("message.share");
    case "image":
    case "video":
    case "audio":
    case "file":
    case "link":
    case "location":
    case "sticker":
    case "unsupported":
      return t(`message.${type}`);
    default:
      return t("message.other", { type });
  }
}

/** One line for the list. */
export function previewOf(last: DemoConversation["last"]): string {
  const said = last.unsent
    ? t("message.unsent")
    : last.type === "text"
      ? (last.text ?? "")
      : `[${kindOf(last)}]`;
  return last.senderKind === "agent" ? t("list.you", { text: said }) : said;
}
