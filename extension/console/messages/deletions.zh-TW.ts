import type { Translation } from "../../lib/i18n.ts";
import type en from "./deletions.en.ts";

export default {
  "deletions.intro": "刪除後 24 小時內可以還原，之後將永久清除。這裡不顯示顧客的任何資料；刪除憑證會保留。",
  "deletions.none": "沒有已刪除的對話。",
  "deletions.state.deleted": "可以還原",
  "deletions.state.erasing": "清除中",
  "deletions.state.erased": "已清除",
  "deletions.state.restored": "已還原",
  "deletions.messages": "{n} 則訊息",
  "deletions.by": "由 {name} 於 {when} 刪除",
  "deletions.until": "{when} 清除",
  "deletions.unknown": "已清除的對話",
  "deletions.restore": "還原對話",
  "deletions.restored": "對話已還原",
  "deletions.erase": "立即清除",
  "deletions.erase-title": "要立即永久清除嗎？",
  "deletions.erase-text": "清除後任何人都無法還原。",
  "deletions.erase-do": "永久清除",
  "deletions.erasing": "正在清除",
  "deletions.word": "刪除",
  "deletions.type": "請輸入「{word}」以確認",
  "deletions.receipt": "複製刪除憑證",
} satisfies Translation<typeof en>;
