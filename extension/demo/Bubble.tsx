import type { ComponentChildren } from "preact";
import type { DemoMessage } from "../../shared/schemas/demo.ts";
import { t } from "./messages.ts";
import { kindOf } from "./preview.ts";

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

const typesOf = (attachments: unknown): string[] =>
  (Array.isArray(attachments) ? attachments : []).flatMap(
    (one: { type?: unknown } | null) => textOf(one?.type) ?? [],
  );

/** What one message says, whatever its type. Media stay with the channel: a card stands for them. */
export function Bubble({ message }: { message: DemoMessage }) {
  const { type, text, content, unsent } = message;
  if (unsent) return <p class="demo-bubble demo-bubble-unsent">{t("message.unsent")}</p>;
  switch (type) {
    case "text":
      return (
        <>
          {typeof content["story"] === "object" && <p class="demo-small">{t("message.quoted")}</p>}
          <p class="demo-bubble">{text ?? kindOf(message)}</p>
          {typesOf(content["attachments"]).map((attached, index) => (
            <p key={index} class="demo-bubble demo-bubble-unsent">
              {kindOf({ type: attached })}
            </p>
          ))}
        </>
      );
    case "sticker":
      return (
        <div class="demo-sticker">
          <span class="demo-sticker-face" aria-hidden="true">
            {stickerFace(text)}
          </span>
          <span class="demo-small">
            {t("message.sticker")}
            {text && ` · ${text}`}
          </span>
        </div>
      );
    case "image":
    case "video":
      return (
        <figure class="demo-media">
          <Landscape />
          <figcaption class="demo-small">{textOf(content["alt"]) ?? text ?? kindOf(message)}</figcaption>
        </figure>
      );
    case "audio":
      return (
        <Card sign="M5 3.5v9l7.5-4.5z" title={t("message.audio")}>
          {duration(numberOf(content["duration"]))}
        </Card>
      );
    case "file":
      return (
        <Card sign="M4 2.5h5l3 3v8H4zM9 2.5v3h3" title={textOf(content["fileName"]) ?? t("message.file")}>
          {fileSize(numberOf(content["fileSize"]))}
        </Card>
      );
    case "location":
      return (
        <Card
          sign="M8 14s4.5-4.3 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.7 8 14 8 14Zm0-6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z"
          title={textOf(content["title"]) ?? t("message.location")}
        >
          {textOf(content["address"]) ?? text}
        </Card>
      );
    default:
      return (
        <p class="demo-bubble demo-bubble-unsent">{text ?? textOf(content["title"]) ?? kindOf(message)}</p>
      );
  }
}

/** @param sign strokes on a 16 × 16 grid */
function Card({ sign, title, children }: { sign: string; title: string; children: ComponentChildren }) {
  return (
    <div class="demo-card">
      <svg class="demo-card-sign" viewBox="0 0 16 16" aria-hidden="true">
        <path d={sign} />
      </svg>
      <span class="demo-card-title">{title}</span>
      <span class="demo-small">{children}</span>
    </div>
  );
}

/** Stands for a picture the page does not have. */
function Landscape() {
  return (
    <svg class="demo-landscape" viewBox="0 0 200 120" aria-hidden="true">
      <rect class="demo-sky" width="200" height="120" />
      <circle class="demo-sun" cx="150" cy="34" r="13" />
      <path class="demo-far" d="M0 92 42 46l26 26 34-44 46 56 22-20 30 32v28H0Z" />
      <path class="demo-near" d="M0 104 34 76l32 24 40-34 42 34 24-16 28 24v12H0Z" />
    </svg>
  );
}

const FACES: readonly [RegExp, string][] = [
  [/謝|thank/i, "🙏"],
  [/讚|good|nice/i, "👍"],
  [/ok/i, "👌"],
  [/開心|happy/i, "🥳"],
  [/笑|laugh/i, "🤣"],
  [/期待/, "🤩"],
  [/拜/, "👋"],
];
const stickerFace = (text: string | null): string =>
  FACES.find(([word]) => word.test(text ?? ""))?.[1] ?? "🙂";

/** `0:17` of milliseconds. */
function duration(ms: number | null): string {
  if (ms === null) return "";
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function fileSize(bytes: number | null): string {
  if (bytes === null) return "";
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
