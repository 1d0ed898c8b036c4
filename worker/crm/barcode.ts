/**
 * Widths of bar, space, bar, space, bar, space of each Code 128 symbol, in modules; the last one is the stop.
 * ISO/IEC 15417, annex A.
 */
const SYMBOLS =
  "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112".split(
    " ",
  );
const [START_B, START_C, CODE_B, STOP] = [104, 105, 100, 106];
/** Beside the bars, for scanners to see where they begin. */
const QUIET = 10;
/** Longer ones no phone can show wide enough. */
const LONGEST = 40;

/** The symbols of a text of printable ASCII, with start, check symbol and stop. Digits go two in a symbol. */
export function code128(text: string): number[] | null {
  if (text.length === 0 || text.length > LONGEST || !/^[ -~]+$/.test(text)) return null;
  const paired = /^(?:\d\d){2,}/.exec(text)?.[0] ?? "";
  const rest = text.slice(paired.length);
  const digits = paired.match(/\d\d/g)?.map(Number) ?? [];
  const letters = [...rest].map((letter) => letter.charCodeAt(0) - 32);
  const data = paired === "" ? letters : [...digits, ...(rest === "" ? [] : [CODE_B, ...letters])];
  const start = paired === "" ? START_B : START_C;
  const check = data.reduce((sum, symbol, at) => sum + symbol * (at + 1), start) % 103;
  return [start, ...data, check, STOP];
}

/** Where each bar is, in modules: its left edge and width, and how wide the whole is with its quiet zones. */
export function barsOf(symbols: readonly number[]): { bars: [left: number, width: number][]; width: number } {
  const bars: [number, number][] = [];
  let left = QUIET;
  for (const symbol of symbols) {
    [...(SYMBOLS[symbol] ?? "")].forEach((digit, at) => {
      const width = Number(digit);
      if (at % 2 === 0) bars.push([left, width]);
      left += width;
    });
  }
  return { bars, width: left + QUIET };
}
