import { html } from "hono/html";
import type { ExportLanguage } from "../../shared/schemas/exports.ts";
import type { Message } from "./mailer.ts";

interface About {
  language: ExportLanguage;
  /** The workspace's name. */
  shop: string;
  /** Who sends it. */
  memberName: string;
}

/** What the mail brings; `tooLarge`: it was to be an attachment. */
export type Brings = { kind: "attachment" } | { kind: "link"; url: string; tooLarge: boolean };

interface Words {
  subject(shop: string): string;
  sent(name: string, shop: string): string;
  attached: string;
  link: string;
  tooLarge: string;
  open: string;
  care: string;
}

const WORDS: Record<ExportLanguage, Words> = {
  en: {
    subject: (shop) => `Exported conversation: ${shop}`,
    sent: (name, shop) => `${name} of ${shop} sends you an exported conversation.`,
    attached: "It is attached as a CSV file, for any spreadsheet.",
    link: "This link opens a page to download it from. It works for 24 hours and for one whole download:",
    tooLarge: "The file is too large for a mail.",
    open: "Download the conversation",
    care: "It holds personal data. If it was not meant for you, please delete this mail.",
  },
  "zh-TW": {
    subject: (shop) => `導出的對話：${shop}`,
    sent: (name, shop) => `「${shop}」的 ${name} 寄給您一份導出的對話。`,
    attached: "對話以 CSV 檔附在信中，可用任何試算表開啟。",
    link: "請開啟以下連結下載。連結有效 24 小時，可完整下載一次：",
    tooLarge: "檔案太大，無法附在信中。",
    open: "下載對話",
    care: "內含個人資料。若您不是收件對象，請刪除這封信。",
  },
};

/** A mail that brings a conversation. It names no customer: mails rest in many places. */
export function exportMail(
  { language, shop, memberName }: About,
  brings: Brings,
): Pick<Message, "subject" | "text" | "html"> {
  const words = WORDS[language];
  const sent = words.sent(memberName, shop);
  const lead =
    brings.kind === "attachment"
      ? words.attached
      : brings.tooLarge
        ? `${words.tooLarge} ${words.link}`
        : words.link;
  const url = brings.kind === "link" ? brings.url : null;
  const page = html`<!doctype html>
    <html lang="${language}">
      <body style="font: 15px/1.6 sans-serif; color: #1c2026">
        <p>${sent}</p>
        <p>${lead}</p>
        ${url === null ? "" : html`<p><a href="${url}">${words.open}</a></p>`}
        <p style="color: #5a6270">${words.care}</p>
      </body>
    </html>`;
  return {
    // A name with a line end in it would be another header.
    subject: words.subject(shop).replaceAll(/\s+/g, " "),
    text: [sent, lead, ...(url === null ? [] : [url]), words.care].join("\n\n"),
    html: String(page),
  };
}
