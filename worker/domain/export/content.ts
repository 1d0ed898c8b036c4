import type { MessageMarks } from "../../../shared/schemas/messages.ts";
import type { Words } from "./words.ts";

/** What a message says, as far as its content column needs it. */
export interface Said {
  type: string;
  text: string | null;
  /** `message.content`, read. */
  content: Record<string, unknown> | null;
  unsent: boolean;
  marks: MessageMarks;
}

/**
 * A message in words: its text, then each attachment as kind, name and link, then what became of it. That one
 * to the customer arrived is what is expected; that it did not is said.
 */
export function contentOf(said: Said, words: Words): string {
  if (said.unsent) return words.unsent;
  const { reactions, edited, status } = said.marks;
  return [
    wordsOf(said, words),
    ...(edited ? [words.edited] : []),
    ...(reactions.length > 0 ? [joined(words.reactions, ...reactions)] : []),
    ...(status === "failed" ? [words.failed] : []),
  ].join("\n");
}

function wordsOf({ type, text, content }: Said, words: Words): string {
  if (content === null) return text ?? wordOf(type, words);
  if (type === "location")
    return joined(words.location, content["title"], content["address"], pointOf(content));
  if (type === "sticker") return joined(words.sticker, text ?? stickerOf(content));
  const attachments = attachmentsOf(type, content).map((one) =>
    joined(wordOf(String(one["type"]), words), one["fileName"], linkOf(one["url"])),
  );
  const lines = text === null ? attachments : [text, ...attachments];
  return lines.length > 0 ? lines.join("\n") : wordOf(type, words);
}

function wordOf(type: string, words: Words): string {
  switch (type) {
    case "image":
    case "video":
    case "audio":
    case "file":
    case "location":
    case "sticker":
      return words[type];
    default:
      return words.other;
  }
}

/** Several stand in a list of their own; one alone is the message itself. */
function attachmentsOf(type: string, content: Record<string, unknown>): Record<string, unknown>[] {
  const { attachments } = content;
  if (Array.isArray(attachments)) {
    return attachments.filter(
      (one): one is Record<string, unknown> => typeof one === "object" && one !== null,
    );
  }
  return "url" in content || "fileName" in content ? [{ ...content, type }] : [];
}

/** A link a person may follow; any other scheme could run something. */
function linkOf(url: unknown): string | undefined {
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}

function pointOf({ latitude, longitude }: Record<string, unknown>): string | undefined {
  return typeof latitude === "number" && typeof longitude === "number"
    ? `(${latitude}, ${longitude})`
    : undefined;
}

function stickerOf({ packageId, stickerId }: Record<string, unknown>): string {
  return [packageId, stickerId].filter((id) => typeof id === "string").join("/");
}

const joined = (...parts: unknown[]): string =>
  parts.filter((part) => typeof part === "string" && part !== "").join(" ");
