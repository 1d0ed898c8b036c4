/** What the customer's pages say, in each language. */
export interface CrmWords {
  phoneTitle: string;
  phoneIntro: string;
  phone: string;
  phoneHint: string;
  sendCode: string;
  invalidPhone: string;
  notSent: string;
  codeTitle: string;
  /** @param phone as people of the region write it */
  codeIntro(phone: string): string;
  code: string;
  codeHint: string;
  prove: string;
  wrongCode: string;
  endedCode: string;
  again: string;
  /** In whole seconds. */
  tooMany(seconds: number): string;
  doneTitle: string;
  done: string;
  usedTitle: string;
  used: string;
  badTitle: string;
  bad: string;
  offTitle: string;
  off: string;
  busy: string;
  cardTitle: string;
  memberNo: string;
  tier: string;
  storeCredit: string;
  since: string;
  noCard: string;
  asOf(when: string): string;
}

const en: CrmWords = {
  phoneTitle: "Confirm your phone number",
  phoneIntro: "We send a code to your phone. With it we find your membership.",
  phone: "Mobile number",
  phoneHint: "From another country? Begin with + and the country code.",
  sendCode: "Send me a code",
  invalidPhone: "This is not a phone number we can send a message to. Please check it.",
  notSent: "The message could not be sent. Wait a moment, then try again.",
  codeTitle: "Enter the code",
  codeIntro: (phone) => `We have sent a message to ${phone}. It may take a minute to arrive.`,
  code: "The 6 digits from the message",
  codeHint: "The code works for 5 minutes.",
  prove: "Confirm",
  wrongCode: "This is not the code. Please check the message.",
  endedCode: "This code no longer works. Please ask for a new one.",
  again: "Another number, or a new code",
  tooMany: (seconds) =>
    seconds > 90
      ? `Too many codes were sent. Try again in ${Math.ceil(seconds / 60)} minutes.`
      : `Too many codes were sent. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
  doneTitle: "Your number is confirmed",
  done: "Thank you. You can close this page and go back to LINE.",
  usedTitle: "Already done",
  used: "A number was confirmed with this link. You can close this page.",
  badTitle: "This link no longer works",
  bad: "It has expired, or was not copied whole. Ask for a new one in LINE.",
  offTitle: "Not available",
  off: "Numbers cannot be confirmed here at the moment. Please ask us in LINE.",
  busy: "The server is busy. Wait a moment, then try again.",
  cardTitle: "Member card",
  memberNo: "Member no.",
  tier: "Tier",
  storeCredit: "Store credit",
  since: "Member since",
  noCard: "We do not know your membership yet. Confirm your phone number in LINE first.",
  asOf: (when) => `As of ${when}`,
};

const zhTW: CrmWords = {
  phoneTitle: "驗證手機號碼",
  phoneIntro: "我們會傳送驗證碼到您的手機，並以此找到您的會員資料。",
  phone: "手機號碼",
  phoneHint: "國外號碼請以 + 和國碼開頭。",
  sendCode: "傳送驗證碼",
  invalidPhone: "這不是可以收簡訊的號碼，請再確認一次。",
  notSent: "簡訊無法送出，請稍候再試。",
  codeTitle: "輸入驗證碼",
  codeIntro: (phone) => `簡訊已傳送到 ${phone}，可能需要一分鐘左右送達。`,
  code: "簡訊中的 6 位數字",
  codeHint: "驗證碼 5 分鐘內有效。",
  prove: "確認",
  wrongCode: "驗證碼不正確，請再看一次簡訊。",
  endedCode: "這組驗證碼已失效，請重新取得。",
  again: "換一個號碼或重新取得驗證碼",
  tooMany: (seconds) =>
    seconds > 90
      ? `傳送次數過多，請在 ${Math.ceil(seconds / 60)} 分鐘後再試。`
      : `傳送次數過多，請在 ${seconds} 秒後再試。`,
  doneTitle: "手機號碼已驗證",
  done: "謝謝您！可以關閉這個頁面，回到 LINE。",
  usedTitle: "已經完成驗證",
  used: "這個連結已經用來驗證號碼，可以關閉這個頁面。",
  badTitle: "這個連結已失效",
  bad: "連結已過期或不完整，請在 LINE 重新索取。",
  offTitle: "目前無法使用",
  off: "目前無法在此驗證手機號碼，請在 LINE 與我們聯絡。",
  busy: "伺服器忙碌中，請稍候再試。",
  cardTitle: "會員卡",
  memberNo: "會員編號",
  tier: "會員等級",
  storeCredit: "購物金",
  since: "入會日期",
  noCard: "目前還找不到您的會員資料，請先在 LINE 驗證手機號碼。",
  asOf: (when) => `資料時間：${when}`,
};

export const WORDS = { en, "zh-TW": zhTW } as const;
