import type { Translation } from "../../lib/i18n.ts";
import type en from "./account.en.ts";

export default {
  "account.intro": "只有您看得到此頁。",
  "account.preferences": "語言與外觀",
  "account.sessions": "登入中的裝置",
  "account.sessions.hint": "若有不認得的登入，請將其撤銷。撤銷後會在下一次操作時失效。",
  "account.client.console": "管理主控台",
  "account.client.extension": "瀏覽器擴充功能",
  "account.client.widget": "小工具",
  "account.client.browser": "登入頁面",
  "account.client.operator": "維運指令列",
  "account.thisOne": "目前使用中",
  "account.unknownBrowser": "未知的瀏覽器",
  "account.browserOn": "{system} 的 {browser}",
  "account.signedIn": "登入時間：{when}",
  "account.seen": "最近使用：{when}",
  "account.revoke": "撤銷",
  "account.revokeOthers": "撤銷其他所有登入",
  "account.revokeOthers.title": "要登出其他所有裝置嗎？",
  "account.revokeOthers.text": "只保留目前的登入，另外 {count} 個登入會失效。",
  "account.toast.revoked": "已撤銷該登入。",
  "account.toast.revokedOthers": "已撤銷 {count} 個登入。",
  "account.onlyThis": "您沒有在其他地方登入。",
} satisfies Translation<typeof en>;
