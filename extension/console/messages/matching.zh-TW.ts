import type { Translation } from "../../lib/i18n.ts";
import type en from "./matching.en.ts";

export default {
  "matching.intro":
    "設定依據哪些資料判斷不同渠道的顧客是同一人；不會以相似的姓名判斷。每次合併都可以復原，已判斷不是同一人的不會再合併。",
  "matching.always": "一律比對",
  "matching.memberNo": "會員編號",
  "matching.memberNo.text": "雙方都已驗證（登入官網，或以會員手機驗證）時自動合併，其他情況只提出建議。",
  "matching.phone": "手機號碼",
  "matching.phone.text":
    "號碼相同時在面板中建議合併；只有雙方都已驗證（驗證碼、WhatsApp，或會員資料中的手機）才自動合併。",
  "matching.phone.on": "已開啟手機號碼比對。",
  "matching.phone.off": "已關閉手機號碼比對。",
  "matching.email": "電子郵件",
  "matching.email.text": "信箱相同時在面板中建議合併，不會自動合併。",
  "matching.email.on": "已開啟電子郵件比對。",
  "matching.email.off": "已關閉電子郵件比對。",
} satisfies Translation<typeof en>;
