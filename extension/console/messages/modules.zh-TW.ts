import type { Translation } from "../../lib/i18n.ts";
import type en from "./modules.en.ts";

export default {
  "modules.intro": "關閉的模組不會顯示，伺服器也會拒絕；資料不會被刪除。",
  "modules.toast.on": "已開啟{module}。",
  "modules.toast.off": "已關閉{module}。",
  "module.pixel": "網站追蹤",
  "module.pixel.text": "由商店網頁得知是哪位會員來訪、瀏覽的商品、購物車與訂單。",
  "module.cdp": "顧客檔案",
  "module.cdp.text": "將同一位顧客的各渠道整合為一份檔案，並計算名單配額。",
  "module.omo": "OMO",
  "module.omo.text": "將 LINE 與 WhatsApp 聯絡人綁定至分店成員。",
  "module.crm": "CRM",
  "module.crm.text": "顧客驗證手機號碼後，會員等級與購物金由商店會員系統帶入。",
  "module.export": "導出對話",
  "module.export.text": "有權限的成員可將對話導出為 CSV 或以電子郵件寄出。",
} satisfies Translation<typeof en>;
