import type { Random } from "../random.ts";

/** What the shop sells, by what it is, with the price in dollars. */
export const PRODUCTS = {
  shoe: [
    ["霧行防水登山鞋", 4980],
    ["雲稜中筒靴", 5680],
    ["青苔越野鞋", 3480],
    ["岩雀接近鞋", 3980],
  ],
  kidshoe: [
    ["小山羌旋鈕童鞋", 1980],
    ["石虎兒童中筒鞋", 2280],
  ],
  jacket: [
    ["層雲防水外套", 5280],
    ["北稜羽絨外套", 6480],
    ["薄霧風衣", 2680],
    ["箭竹刷毛外套", 2280],
  ],
  pack: [
    ["稜線 45L", 6280],
    ["縱走 60L", 7480],
    ["溯溪 28L", 3680],
  ],
  tent: [
    ["月牙二人帳", 8980],
    ["單峰一人帳", 7280],
    ["家屋四人帳", 12800],
  ],
  sleeping: [
    ["銀河 600 羽絨睡袋", 7980],
    ["秋分化纖睡袋", 3280],
  ],
  stove: [
    ["火種爐頭", 1680],
    ["營火分體爐", 2880],
  ],
  pole: [
    ["蘆葦折疊杖", 3680],
    ["芒草碳纖杖", 4280],
  ],
  lamp: [
    ["星塵頭燈", 1280],
    ["螢火充電頭燈", 1680],
  ],
  cooler: [
    ["北極 25L 冰桶", 3980],
    ["冰河 45L 冰桶", 5680],
  ],
} as const satisfies Record<string, readonly (readonly [string, number])[]>;

const LISTS = {
  city: ["台北", "台中", "高雄", "新竹", "花蓮"],
  color: ["墨綠", "岩灰", "焦糖", "霧藍", "橘紅", "苔綠"],
  day: ["週三", "週五", "週六", "週日", "下週一", "下週二"],
  day2: ["週二", "週四", "下週三"],
  peak: ["玉山", "雪山", "合歡北峰", "嘉明湖", "奇萊南峰", "南湖大山", "大霸"],
  trail: ["七星山", "抹茶山", "加里山", "鳶嘴山", "草嶺古道", "柴山", "聖母山莊"],
  company: ["晨霧設計有限公司", "禾木建築師事務所", "小丘整合行銷有限公司"],
  school: ["北埔大學", "霧峰高中", "海岸科技大學"],
  coupon: ["HIKE150", "AUTUMN10", "MIST200"],
  handle: ["walk.with.mist", "day_off_hiker", "slowly.uphill"],
  country: ["Singapore", "Japan", "Canada", "Germany"],
  en_day: ["Friday", "Monday", "Saturday", "the 3rd"],
  en_peak: ["Yushan", "Snow Mountain", "Hehuan North Peak", "Jiaming Lake"],
  en_jacket: ["Stratus rain jacket", "North Ridge down jacket", "Mist windbreaker"],
} as const;

const NUMBERS: Record<string, (random: Random) => string | number> = {
  num: (r) => r.pick(["38", "39", "41", "42", "43", "25.5"]),
  height: (r) => r.between(164, 184),
  short: (r) => r.between(152, 161),
  weight: (r) => r.between(52, 84),
  kg: (r) => r.between(11, 19),
  back: (r) => r.between(42, 49),
  days: (r) => r.pick(["三", "四"]),
  age: (r) => r.pick(["五", "六", "八"]),
  month: (r) => r.between(1, 12),
  cold: (r) => r.between(-4, 5),
  few: (r) => r.between(2, 6),
  people: (r) => r.pick([20, 24, 30, 36, 60]),
  big: (r) => (r.between(180, 560) * 100).toLocaleString("en"),
  dogchest: (r) => r.between(48, 66),
  last5: (r) => r.digits(5),
  order: (r) => `WY${r.digits(8)}`,
  member: (r) => `M${r.digits(6)}`,
};

/** Fills `{shoe}`, `{shoe$}` and the like; within one episode a word keeps its meaning. */
export class Words {
  readonly #random: Random;
  readonly #chosen = new Map<string, string>();

  constructor(random: Random) {
    this.#random = random;
  }

  fill(text: string): string {
    return text.replace(/\{([\w$]+)\}/g, (_, name: string) => this.#word(name));
  }

  #word(name: string): string {
    const known = this.#chosen.get(name);
    if (known !== undefined) return known;
    const noun = name.replace("$", "");
    if (noun in PRODUCTS) {
      const [product, price] = this.#random.pick<readonly [string, number]>(
        PRODUCTS[noun as keyof typeof PRODUCTS],
      );
      this.#chosen.set(noun, product).set(`${noun}$`, price.toLocaleString("en"));
    } else if (noun in LISTS) {
      this.#chosen.set(noun, this.#random.pick<string>(LISTS[noun as keyof typeof LISTS]));
    } else {
      const make = NUMBERS[noun];
      if (!make) throw new Error(`no word for {${name}}`);
      this.#chosen.set(noun, String(make(this.#random)));
    }
    return this.#chosen.get(name) ?? "";
  }
}
