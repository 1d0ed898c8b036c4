import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from "libphonenumber-js/min";

/** The region of a workspace that has set none: an ISO 3166 code. */
export const DEFAULT_REGION = "TW";

/** A region libphonenumber knows; anything else is the default. */
export function asRegion(text: unknown): CountryCode {
  return typeof text === "string" && isSupportedCountry(text) ? text : DEFAULT_REGION;
}

/**
 * Reads a whole phone number in any spelling people of the region use.
 *
 * @returns E.164; null when it is no valid number, or has an extension, which E.164 cannot hold
 */
export function parsePhone(text: string, region: CountryCode): string | null {
  const phone = read(text, region);
  return phone?.isValid() && phone.ext === undefined ? phone.number : null;
}

/** As people of the region write it: their own numbers nationally, all others internationally. */
export function displayPhone(stored: string, region: CountryCode): string {
  const phone = stored.startsWith("+") ? read(stored, region) : undefined;
  if (!phone?.isPossible()) return stored;
  return phone.countryCallingCode === getCountryCallingCode(region)
    ? phone.formatNational()
    : phone.formatInternational();
}

/** The digits of an E.164 number as its own country writes it: `0912345678`; null when it cannot be read. */
export function nationalDigits(stored: string): string | null {
  const phone = stored.startsWith("+") ? read(stored, DEFAULT_REGION) : undefined;
  return phone?.isPossible() ? phone.formatNational().replaceAll(/\D/g, "") : null;
}

/**
 * What a text could be in E.164 when the region is not known yet, for a look-up that asks for the
 * region in the same round trip. Each match is to be compared with `parsePhone` for that region.
 */
export function possiblePhones(text: string): string[] {
  const digits = text.normalize("NFKC").replaceAll(/\D/g, "");
  if (digits.length < 4 || digits.length > 20 || /\p{L}/u.test(text)) return [];
  if (/^\s*\+/.test(text.normalize("NFKC")))
    return [`+${digits}`, ...found(read(text, DEFAULT_REGION)?.number)];
  // Trunk prefixes have at most two digits; a number dialled with an exit code has its country in it.
  const national = [digits, digits.slice(1), digits.slice(2)];
  const dialled = [2, 3, 4].map((length) => `+${digits.slice(length)}`);
  // Argentine mobile numbers lose a 15 and gain a 9, which no prefix explains.
  const argentine = found(read(text, "AR")?.number);
  return [
    ...dialled,
    ...argentine,
    ...CALLING_CODES.flatMap((code) => national.map((rest) => `+${code}${rest}`)),
  ];
}

const CALLING_CODES = [...new Set(getCountries().map((region) => getCountryCallingCode(region)))];

const found = (number: string | undefined): string[] => (number === undefined ? [] : [number]);

const read = (text: string, region: CountryCode): PhoneNumber | undefined =>
  parsePhoneNumberFromString(text.normalize("NFKC"), { defaultCountry: region, extract: false });
