import { pick, range } from "./rows.ts";

/** Who contact number `i` is: the same in every run, as mixed as a shop's customers. */
export interface Person {
  name: string;
  email: string;
  /** E.164. */
  phone: string;
  /** As LINE names people: `U` and 32 hexadecimal digits. */
  externalId: string;
  memberNo: string;
}

const SURNAMES = [..."陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐"];
const GIVEN = [..."小大志明淑芬雅婷怡君家豪美玲宗翰佳穎承恩品妤柏宇詩涵"];
const LATIN = "Amy Kevin Jason Emily Vivian Zoë José Renée Michelle Björn Chloé Oscar Sophia Ivan".split(" ");
const LATIN_SURNAMES = "Chen Lin Huang O'Brien Müller Nguyễn Smith Tanaka García Wang Li Tsai".split(" ");
const JAPANESE = "田中さくら 山本ケンジ 佐藤ゆうこ 鈴木アユミ 高橋はると 渡辺りん".split(" ");
const KOREAN = "김민수 이서연 박지훈 최수빈 정하은 강도윤".split(" ");
const THAI = "สมชาย ใจดี|กนกวรรณ แสงทอง|ณัฐพล ศรีสุข|พิมพ์ใจ วงศ์ใหญ่".split("|");
const MARKED = ["🌸小花🌸", "ＡＭＹ 小姐", "阿明（台北店）", "VIP-王太太", "Ｍr．陳", "ﾀﾅｶ ﾊﾅｺ"];
const HOSTS =
  "gmail.com gmail.com gmail.com gmail.com yahoo.com.tw hotmail.com icloud.com outlook.com shop.test".split(
    " ",
  );
const MAILBOXES =
  "amy kevin jason emily vivian chen.lin wang huang tsai.mei happy sunny blue.sky taipei".split(" ");

export function personOf(i: number): Person {
  return {
    name: nameOf(i),
    email: `${pick(MAILBOXES, scatter(i, 1))}${i}@${pick(HOSTS, scatter(i, 2))}`,
    phone: `+8869${String((i * 7_368_787 + 12_345) % 100_000_000).padStart(8, "0")}`,
    externalId: `U${range(3, 7)
      .map((seed) => scatter(i, seed).toString(16).padStart(8, "0"))
      .join("")}`,
    memberNo: `M-${String(i).padStart(7, "0")}`,
  };
}

function nameOf(i: number): string {
  const chinese = pick(SURNAMES, i) + pick(GIVEN, Math.floor(i / 20)) + pick(GIVEN, Math.floor(i / 500));
  const kind = scatter(i, 7) % 100;
  if (kind < 75) return i % 10 === 0 ? `${chinese} Amy${i}` : chinese;
  if (kind < 89) return `${pick(LATIN, scatter(i, 8))} ${pick(LATIN_SURNAMES, scatter(i, 9))}`;
  if (kind < 92) return pick(JAPANESE, i);
  if (kind < 95) return pick(KOREAN, i);
  if (kind < 97) return pick(THAI, i);
  return `${pick(MARKED, i)}${i % 100}`;
}

const FACTORS = [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393, 2_869_860_233];

/** A number below 2³² that looks like chance and is none. */
export function scatter(i: number, seed: number): number {
  let n = Math.imul(i ^ (seed * 40_503), pick(FACTORS, seed));
  n = Math.imul(n ^ (n >>> 15), pick(FACTORS, seed + 1));
  return (n ^ (n >>> 13)) >>> 0;
}
