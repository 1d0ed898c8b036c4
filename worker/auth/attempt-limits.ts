import { sha256 } from "../domain/batch.ts";
import type { Bucket } from "../domain/sessions/attempts.ts";

const MINUTE = 60_000;

/**
 * What slows guesses down. An account that strangers guess at is closed to browsers it does not know;
 * a browser that the member has signed in with before has a count of its own, so that nobody else can
 * lock them out of it (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
 *
 * @param device of the device cookie, when it is genuine and for this account
 */
export async function trustedBuckets(device: string): Promise<Bucket[]> {
  const key = await sha256(`device ${device}`);
  return [{ key, limit: 10, window: 15 * MINUTE, onSuccess: "forget" }];
}

/** @param address as the server sees it */
export async function strangerBuckets(email: string, address: string): Promise<Bucket[]> {
  const network = networkOf(address);
  const [both, from, account] = await Promise.all(
    [`both ${email} ${network}`, `from ${network}`, `account ${email}`].map(sha256),
  );
  return [
    { key: both ?? "", limit: 5, window: 15 * MINUTE, onSuccess: "forget" },
    { key: from ?? "", limit: 30, window: 15 * MINUTE, onSuccess: "take-back" },
    { key: account ?? "", limit: 20, window: 60 * MINUTE, onSuccess: "take-back" },
  ];
}

/** An IPv6 household or server has a /64 of addresses: they count as one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const last = tail ? tail.split(":") : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - last.length);
  return [...groups, ...Array<string>(zeros).fill("0"), ...last]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
