/** What the page behind a mailed link says, in each language. */
export interface Words {
  title: string;
  /** `until` is a date and time in words. */
  text(until: string): string;
  download: string;
  badTitle: string;
  bad: string;
}

const en: Words = {
  title: "A conversation to download",
  text: (until) =>
    `The link works for one whole download, until ${until}. The file holds personal data: keep it where only you can read it.`,
  download: "Download CSV",
  badTitle: "This link no longer works",
  bad: "It has been used, has expired, or the conversation is no longer there. Whoever sent it can export it again.",
};

const zhTW: Words = {
  title: "下載對話",
  text: (until) => `這個連結可完整下載一次，有效至 ${until}。檔案內含個人資料，請存放在只有您能讀取的地方。`,
  download: "下載 CSV",
  badTitle: "這個連結已失效",
  bad: "連結已使用、已過期，或對話已不存在。可請寄件人重新導出。",
};

export const WORDS = { en, "zh-TW": zhTW } as const;
