import type { Translation } from "../../lib/i18n.ts";
import type en from "./workspace.en.ts";

export default {
  "workspace.intro": "適用於此工作區的所有成員。",
  "workspace.name": "名稱",
  "workspace.name.hint": "成員登入時會看到。",
  "workspace.timeZone": "時區",
  "workspace.timeZone.hint": "團隊所在的時區。當地現在時間：{time}。",
  "workspace.region": "電話號碼地區",
  "workspace.region.hint": "沒有國碼的號碼會視為此地區的號碼。",
  "workspace.domains": "可寄送對話的網域",
  "workspace.domains.hint":
    "例如 shop.tw，一行一個。可導出對話的成員能將對話寄到這些網域的信箱；未設定時，只能寄到自己的信箱。",
  "workspace.domains.invalid": "第 {line} 行不是有效的網域：{text}",
  "workspace.domains.tooMany": "最多 {max} 個網域。",
  "workspace.domains.none": "只能寄到自己的信箱。",
  "workspace.origins": "可顯示小工具的網頁",
  "workspace.origins.hint":
    "以框架顯示側邊欄的收件匣，每行一個來源，例如 https://chat.shop.tw。其他網頁都無法顯示。",
  "workspace.origins.invalid": "第 {line} 行不是有效的網址：{text}",
  "workspace.origins.tooMany": "最多 {max} 個來源。",
  "workspace.origins.none": "目前沒有任何網頁可以顯示。",
  "workspace.widget": "小工具網址",
  "workspace.widget.hint": "請填入您的收件匣；在 Chatwoot 是「設定 → 整合 → 儀表板應用程式」。",
  "workspace.toast.name": "工作區名稱已改為「{value}」。",
  "workspace.toast.timeZone": "時區已改為 {value}。",
  "workspace.toast.defaultRegion": "電話號碼地區已改為 {value}。",
  "workspace.toast.mailDomains": "可寄送對話的網域：{value}。",
  "workspace.toast.widgetOrigins": "可顯示小工具的網頁：{value}。",
} satisfies Translation<typeof en>;
