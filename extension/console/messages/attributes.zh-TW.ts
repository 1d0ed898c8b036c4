import type { Translation } from "../../lib/i18n.ts";
import type en from "./attributes.en.ts";

export default {
  "attributes.intro": "個人資料以外，團隊為每位顧客記錄的資料。側邊欄依此順序顯示。",
  "attributes.define": "新增屬性",
  "attributes.none": "尚無自訂屬性。",
  "attributes.name": "名稱",
  "attributes.type": "類型",
  "attributes.type.hint": "建立後無法變更。",
  "attributes.type.text": "文字",
  "attributes.type.number": "數字",
  "attributes.type.date": "日期",
  "attributes.type.datetime": "日期與時間",
  "attributes.type.boolean": "是／否",
  "attributes.up": "將{name}上移",
  "attributes.down": "將{name}下移",
  "attributes.rename": "重新命名{name}",
  "attributes.rename.title": "重新命名{name}",
  "attributes.archive": "封存{name}",
  "attributes.archived": "已封存",
  "attributes.archived.hint": "側邊欄不再顯示。資料會保留，重新使用後即恢復。",
  "attributes.restore": "重新使用",
  "attributes.toast.archived": "已封存{name}，資料仍保留。",
  "attributes.toast.restored": "已重新使用{name}。",
  "attributes.ALREADY_EXISTS": "已有同名的屬性。",
} satisfies Translation<typeof en>;
