import type { ChannelKind } from "../../shared/channels.ts";
import type { Language, Topic } from "./dialogue/episodes.ts";

/** How somebody types. */
export type Style = "plain" | "polite" | "short" | "lively";

export interface Thread {
  kind: ChannelKind;
  /** The name the channel shows; null when it gives none. */
  name: string | null;
  /** About how many messages. */
  size: number;
}

export interface Person {
  /** Their real name, as the team wrote it down; null when nobody asked. */
  name: string | null;
  threads: Thread[];
  language: Language;
  style: Style;
  likes: Topic[];
  email: string | null;
  /** E.164: 0900 000 xxx, and numbers set aside for fiction in the US and the UK. */
  phone: string | null;
  memberNo: string | null;
  /** Blocked the account in the end. */
  leaves: boolean;
}

/**
 * Whoever wrote last stands first. All are made up. Real name, channels (each with about how many
 * messages and the name it shows), language and way of typing, what they talk about, what is known;
 * `-` is nothing.
 */
const TABLE = `
林怡君 | line 164 怡君🌿; instagram 22 yijun.slow.hike; website 8 林怡君 | zh lively | trips, sizes | yijun.lin@example.com +886900000101 M204117
張家豪 | messenger 38 張家豪 | zh plain | orders, care | jiahao.chang@example.com +886900000102 M201553
- | whatsapp 26 Oliver Hart | en polite | - | +447700900141
- | line 17 小米 Mia | zh short | camp | -
陳冠宇 | line 298 Kuan Yu 陳冠宇; messenger 12 Kuan-Yu Chen | zh plain | trips, business, care | kuanyu.chen@example.org +886900000105 M200018
蔡淑芬 | line 84 蔡媽媽 | zh polite | camp, sizes | +886900000106 M203390
- | instagram 12 outdoor.xiaoyu | zh lively | sizes | -
- | website 6 - | zh short | orders | -
黃子軒 | instagram 31 tzhsuan_h; line 46 子軒 | zh short | sizes, trips | tzhsuan@example.net +886900000109
Wong Ka Yan | instagram 27 kayan.trails | yue lively | trips | kayan.wong@example.com
許雅婷 | messenger 54 Ya-Ting Hsu | zh polite | orders, sizes | yating.hsu@example.com +886900000111 M202846
吳宗翰 | line 142 吳宗翰｜登山社 | zh plain | business, camp | club@example.org +886900000112 M200771
- | line 9 🐻 | zh lively | orders | -
Emily Novak | whatsapp 34 Emily N.; website 7 Emily | en lively | - | emily.novak@example.com +14155550142
李佳蓉 | line 67 佳蓉 | zh lively | care, sizes | +886900000115
劉俊傑 | messenger 21 劉俊傑 | zh short | care | chunchieh.liu@example.com +886900000116
- | website 11 訪客 王先生 | zh polite | sizes | -
周婉瑜 | line 118 Wanyu☁️; instagram 14 wanyu.cloud | zh lively | trips, care | wanyu.chou@example.com +886900000118 M201902
- | whatsapp 19 Arif Rahman | en plain | - | +447700900155
鄭凱文 | line 43 Kevin 鄭 | zh plain | trips | +886900000120 M203001
晨霧設計 採購 沈小姐 | website 29 沈小姐; line 36 晨霧設計 沈 | zh polite | business | purchasing@example.com +886900000121
- | messenger 15 Ming-Hui Tsai | zh plain | orders | -
- | instagram 24 two.and.a.dog | zh lively | trips | twoandadog@example.net
謝佩珊 | line 92 佩珊 Peishan | zh polite | camp, orders | peishan@example.com +886900000124 M202210
江承恩 | line 33 承恩 | zh short | sizes | +886900000125
- | website 5 - | zh short | orders | -
Chan Tsz Ho | whatsapp 23 子浩 Chan | yue short | sizes | +447700900162
簡慧玲 | messenger 47 簡慧玲 | zh polite | camp, care | huiling.chien@example.org +886900000128 M200644
高志明 | line 208 阿明 山友 | zh plain | trips, care | +886900000129 M200007
- | instagram 18 campfire.stories.tw | zh lively | camp | -
潘思妤 | line 26 思妤🐾 | zh lively | sizes | szuyu.pan@example.com
曾文彬 | line 58 曾文彬; messenger 10 Wen-Pin Tseng | zh polite | care, orders | wenpin@example.com +886900000132 M201120
- | website 13 Lukas | en plain | - | lukas@example.net
邱雅雯 | messenger 36 雅雯 Chiu | zh lively | orders, sizes | +886900000134
- | line 41 山下民宿 阿姑 | zh plain | business | +886900000135
葉庭瑋 | instagram 16 ting.wei.film | zh plain | business | tingwei.yeh@example.com
洪婉婷 | line 72 婉婷 | zh polite | camp, sizes | +886900000137 M203715
- | messenger 8 Chia-Ling Hung | zh short | orders | -
賴建志 | line 29 賴 Jian-Zhi | zh plain | trips | +886900000139
- | whatsapp 11 Sofia Marin | en lively | - | +14155550167
方郁文 | website 14 郁文; line 51 Yuwen | zh short | orders, care | yuwen.fang@example.com +886900000141 M202058
- | line 7 不具名的登山客 | zh plain | trips | leaves
巫永昌 | line 63 永昌 登山用品 | zh plain | business, orders | shop.owner@example.org +886900000143
`;

/** Reads the table's rows. */
function parsePerson(row: string): Person {
  const [name = "", threads = "", manner = "", likes = "", known = ""] = row.split(" | ");
  const [language, style] = manner.split(" ");
  const facts = known.split(" ");
  return {
    name: orNull(name),
    threads: threads.split("; ").map((text) => {
      const [kind, size, ...shown] = text.split(" ");
      return { kind: kind as ChannelKind, size: Number(size), name: orNull(shown.join(" ")) };
    }),
    language: language as Language,
    style: style as Style,
    likes: (orNull(likes)?.split(", ") ?? []) as Topic[],
    email: facts.find((fact) => fact.includes("@")) ?? null,
    phone: facts.find((fact) => fact.startsWith("+")) ?? null,
    memberNo: facts.find((fact) => /^M\d/.test(fact)) ?? null,
    leaves: facts.includes("leaves"),
  };
}

const orNull = (text: string): string | null => (text === "-" ? null : text);

export const PEOPLE: readonly Person[] = TABLE.trim().split("\n").map(parsePerson);
