import type { ChannelKind } from "../../shared/channels.ts";

/** What the customer's pages say, in each language. */
export interface BindWords {
  channel: Record<ChannelKind, string>;
  startTitle: string;
  /** @param account such as `LINE 小日子選物` */
  start(account: string): string;
  toShop(host: string): string;
  startHint: string;
  confirmTitle: string;
  confirm(account: string, name: string): string;
  memberNo: string;
  notYou: string;
  bind: string;
  doneTitle: string;
  done: string;
  usedTitle: string;
  used: string;
  takenTitle: string;
  taken: string;
  badTitle: string;
  bad: string;
  offTitle: string;
  off: string;
  unsignedTitle: string;
  unsigned: string;
  busy: string;
}

const channel: BindWords["channel"] = {
  line: "LINE",
  messenger: "Messenger",
  instagram: "Instagram",
  whatsapp: "WhatsApp",
  website: "Website",
};

const en: BindWords = {
  channel,
  startTitle: "Bind your account",
  start: (account) => `Your chat with ${account} is tied to your membership of our shop.`,
  toShop: (host) => `Go to ${host} and sign in`,
  startHint: "Sign in there as a member. You come back here by yourself.",
  confirmTitle: "Is this you?",
  confirm: (account, name) => `${account}, as “${name}”, is tied to this membership:`,
  memberNo: "Member no.",
  notYou: "Is the name not yours? Then close this page: the link was somebody else's.",
  bind: "Bind",
  doneTitle: "Your account is bound",
  done: "Thank you. You can close this page and go back to the chat.",
  usedTitle: "Already done",
  used: "This link has bound an account. You can close this page.",
  takenTitle: "This membership is somebody else's",
  taken: "We know this membership, or this account, as another person's. Please tell us in the chat.",
  badTitle: "This link no longer works",
  bad: "It has expired, or was not copied whole. Ask for a new one in the chat.",
  offTitle: "Not available",
  off: "Accounts cannot be bound here at the moment. Please ask us in the chat.",
  unsignedTitle: "Please sign in again",
  unsigned: "The shop's word of who you are could not be read, or is too old. Open the link again.",
  busy: "The server is busy. Wait a moment, then open the link again.",
};

const zhTW: BindWords = {
  channel: { ...channel, website: "官網" },
  startTitle: "綁定官網會員",
  start: (account) => `將您在 ${account} 的對話與官網會員綁定。`,
  toShop: (host) => `前往 ${host} 登入`,
  startHint: "請以會員身份登入，完成後會自動回到這裡。",
  confirmTitle: "請確認是您本人",
  confirm: (account, name) => `${account} 的「${name}」將與以下會員綁定：`,
  memberNo: "會員編號",
  notYou: "如果這不是您的名稱，請關閉此頁，這個連結屬於其他人。",
  bind: "綁定",
  doneTitle: "綁定完成",
  done: "謝謝您！可以關閉這個頁面，回到對話。",
  usedTitle: "已經完成綁定",
  used: "這個連結已經完成綁定，可以關閉這個頁面。",
  takenTitle: "此會員屬於其他人",
  taken: "這個會員或帳號已屬於其他人，請在對話中與我們聯絡。",
  badTitle: "這個連結已失效",
  bad: "連結已過期或不完整，請在對話中重新索取。",
  offTitle: "目前無法使用",
  off: "目前無法在此綁定，請在對話中與我們聯絡。",
  unsignedTitle: "請重新登入",
  unsigned: "無法確認官網的登入資訊，或已過期，請重新開啟連結。",
  busy: "伺服器忙碌中，請稍候再開啟連結。",
};

export const WORDS = { en, "zh-TW": zhTW } as const;
