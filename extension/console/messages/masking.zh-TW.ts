import type { Translation } from "../../lib/i18n.ts";
import type en from "./masking.en.ts";

export default {
  "masking.intro": "設定各角色看到的遮罩資料。由伺服器遮罩，完整資料不會傳到他們的瀏覽器。",
  "masking.note":
    "可顯示完整資料的成員須填寫原因並留下稽核紀錄，權限在「角色與權限」調整。看到遮罩資料的角色只能以完整的電話、電子郵件或 ID 尋找顧客。",
  "masking.role": "角色",
  "masking.kind.phone": "電話",
  "masking.kind.email": "電子郵件",
  "masking.kind.id": "ID 與會員編號",
  "masking.cell": "{role}：遮罩{what}",
  "masking.toast.on": "已為{role}遮罩{what}。",
  "masking.toast.off": "{role}可看到完整的{what}。",
} satisfies Translation<typeof en>;
