/** Digits after the point, by ISO 4217, where they are not two. */
const DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ").map((code) => [code, 0]),
  ),
  ...Object.fromEntries("BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3])),
  CLF: 4,
  UYW: 4,
};

/** Digits after the point of a currency: TWD 2, JPY 0. */
export const minorDigits = (currency: string): number => DIGITS[currency] ?? 2;

/** An ISO 4217 code, in whatever case it comes; null when it is none. */
export function currencyCode(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const code = value.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? code : null;
}

/** A trillion in most currencies: sums of a customer's orders stay exact. */
const MOST = 10 ** 14;

/** Minor units as a decimal text: 128000 TWD is `1280.00`. */
export function toDecimal(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${minor < 0 ? "-" : ""}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`}`;
}

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,30}))?$/;

/**
 * An amount as a shop writes it, a decimal text or a number, in minor units; what is finer than the
 * currency is rounded, halves away from zero. Worked out on the digits, so that 1.005 is not 1.00.
 *
 * @returns null for what is no amount, or more than MOST
 */
export function toMinor(amount: unknown, currency: string): number | null {
  const [, sign, whole, fraction = ""] = DECIMAL.exec(decimalText(amount)) ?? [];
  if (whole === undefined) return null;
  const digits = minorDigits(currency);
  const kept = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  const rounded = kept + ((fraction[digits] ?? "0") >= "5" ? 1 : 0);
  if (rounded > MOST) return null;
  return sign === "-" && rounded > 0 ? -rounded : rounded;
}

function decimalText(amount: unknown): string {
  if (typeof amount === "string") return amount.trim();
  if (typeof amount !== "number" || !Number.isFinite(amount)) return "";
  // Below 10⁻⁶ a number is written with an exponent; no currency is that fine.
  return Math.abs(amount) < 1e-6 ? "0" : String(amount);
}
