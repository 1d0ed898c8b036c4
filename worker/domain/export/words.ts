import type { ExportLanguage } from "../../../shared/schemas/exports.ts";

/** What stands in an exported file beside what people wrote. */
export interface Words {
  columns: readonly [time: string, sender: string, name: string, content: string];
  customer: string;
  agent: string;
  bot: string;
  unsent: string;
  edited: string;
  reactions: string;
  /** The channel could not bring it to the customer. */
  failed: string;
  image: string;
  video: string;
  audio: string;
  file: string;
  location: string;
  sticker: string;
  /** A kind of message this version has no word for. */
  other: string;
}

export const WORDS: Record<ExportLanguage, Words> = {
  en: {
    columns: ["time", "sent by", "name", "content"],
    customer: "customer",
    agent: "agent",
    bot: "bot",
    unsent: "[taken back]",
    edited: "[edited]",
    reactions: "[reaction]",
    failed: "[not delivered]",
    image: "[image]",
    video: "[video]",
    audio: "[audio]",
    file: "[file]",
    location: "[location]",
    sticker: "[sticker]",
    other: "[message]",
  },
  "zh-TW": {
    columns: ["時間", "發送者", "姓名", "內容"],
    customer: "顧客",
    agent: "客服人員",
    bot: "機器人",
    unsent: "[已收回]",
    edited: "[已編輯]",
    reactions: "[回應]",
    failed: "[未送達]",
    image: "[圖片]",
    video: "[影片]",
    audio: "[語音]",
    file: "[檔案]",
    location: "[位置]",
    sticker: "[貼圖]",
    other: "[訊息]",
  },
};
