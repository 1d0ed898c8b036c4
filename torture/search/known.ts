import type { Random } from "../../worker/demo/random.ts";

/** A text a contact is found by, as it was written. */
export interface Text {
  kind: "id" | "channel" | "name" | "email" | "phone" | "member" | "note" | "tag";
  /** Of a note or tag. */
  ref?: string;
  value: string;
}

/** A contact as the comparison in memory knows it. */
export interface Known {
  id: string;
  /** Later contacts have greater ones. */
  seq: number;
  deleted: boolean;
  texts: Text[];
}

const SCRIPTS = [
  "王陳林小大明美玲台北市高雄店客人禮盒送貨",
  "さくらタナカケンジｶﾀｶﾅはると",
  "김민수이서연박지훈",
  "สมชายใจดีพิมพ์",
  "abcdefghijklmnoamyemilychen",
  "ABCXYZ",
  "àéîöüñçßøåžNguyễn",
  "0123456789",
  "００１２３ＡＢｃ（）",
  "🌸👩‍👩‍👧🇹🇼👻",
  " .-_@#'\"*:!%／、。",
  "ΣςσİI",
];

/** Something somebody could have written, in one or several scripts. */
export function textOf(random: Random, most = 14): string {
  const letters: string[] = [];
  let script = Array.from(random.pick(SCRIPTS));
  const length = random.between(1, most);
  while (letters.length < length) {
    if (random.chance(0.25)) script = Array.from(random.pick(SCRIPTS));
    letters.push(random.chance(0.1) ? " " : random.pick(script));
  }
  const text = letters.join("").trim();
  return text === "" ? "王小明" : text;
}
