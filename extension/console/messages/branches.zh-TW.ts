import type { Translation } from "../../lib/i18n.ts";
import type en from "./branches.en.ts";

export default {
  "branches.intro": "商店的分店與所屬成員。LINE 與 WhatsApp 的顧客可以綁定成員（分店）。",
  "branches.create": "新增分店",
  "branches.none": "尚無分店。",
  "branches.name": "名稱",
  "branches.nobody": "尚無成員",
  "branches.bound": "已綁定 {n} 位顧客",
  "branches.membersOf": "{name}的成員",
  "branches.rename": "重新命名{name}",
  "branches.archive": "封存{name}",
  "branches.archived": "已封存",
  "branches.archived.hint": "無法再綁定到這些分店，已綁定的顧客維持不變。",
  "branches.restore": "重新使用",
  "branches.toast.archived": "{name}已封存。",
  "branches.toast.restored": "{name}已重新使用。",
  "branches.ALREADY_EXISTS": "已有同名的分店。",
} satisfies Translation<typeof en>;
