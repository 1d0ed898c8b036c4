import type { Topic } from "./episodes.ts";

/** What members write down about customers, by what these care for. */
export const NOTES: Record<Topic | "any", readonly string[]> = {
  sizes: [
    "腳背高、腳板寬，{shoe}試過 {num} 號剛好，下次直接拿大半號。",
    "習慣買 L，肩寬但手短，袖長要記得提醒可以收。",
    "在意顏色，出貨前先拍自然光照給他確認。",
  ],
  orders: [
    "平日晚上七點後才方便收貨，請物流先打電話。",
    "上次顏色寄錯（{order}），這次出貨前多核對一次。",
    "固定開三聯式，抬頭在前一封信裡。",
  ],
  trips: [
    "預計{month}月去{peak}，睡袋想先租再決定要不要買。",
    "膝蓋動過手術，推薦裝備時以減重、護膝為主。",
    "常帶隊，對天氣跟路況很熟，可以邀請分享。",
  ],
  camp: [
    "家裡兩個小孩，{age}歲的對羽絨過敏，推薦化纖睡袋。",
    "有廂型車，裝得下{tent}，但後車廂不能超過 110 公分。",
    "新手露營，搭帳教學那天表現很好，可以推薦進階營地。",
  ],
  care: [
    "{shoe}在{city}店換大底中，追蹤編號 R{last5}，好了打電話不要傳訊息。",
    "先前在門市不愉快，店長已致電道歉，之後由黃詩婷接手。",
    "外套已二次做防潑水，第三次建議換新。",
  ],
  business: [
    "團購窗口，付款前要先出報價單給老師蓋章。",
    "月結客戶，每月 25 號前要寄對帳單。",
    "訂量大，價格可以談到 82 折，低於這個要問吳建宏。",
  ],
  any: [
    "打字慢，別急著回下一句，等他打完。",
    "偏好早上聯絡。",
    "介紹過三位朋友來，下次見面送小禮。",
    "語音訊息比較多，記得轉文字留底。",
    "🎂 生日在{month}月。",
  ],
};

/** Written by the team about those who write in English or Cantonese. */
export const VISITOR_NOTES: readonly string[] = [
  "英文或中文都可以，重要資訊請用英文再寫一次。",
  "旅行中，時區不同，晚上十點後會回。",
  "Arrives on {en_day}; keep the rental gear at the Taipei store.",
  "退稅文件已寄，收據副本在信箱。",
];
