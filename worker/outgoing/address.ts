/** The address ranges below are not the public internet: RFC 6890 and the registries it names. */
const PRIVATE_V4: readonly [base: string, bits: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Within 2000::/3, the only range of public addresses. */
const PRIVATE_V6: readonly [base: string, bits: number][] = [
  // Teredo, ORCHID, benchmarking and what else is special.
  ["2001::", 23],
  ["2001:db8::", 32],
  // 6to4 carries an IPv4 address, perhaps a private one.
  ["2002::", 16],
  ["3fff::", 20],
];

const MAPPED_V4 = 0xffffn;

/**
 * Whether an IP address is one of the public internet. Anything that is no address is not.
 *
 * @param address as a resolver or `URL.hostname` writes it, without brackets
 */
export function isPublicAddress(address: string): boolean {
  const v4 = bitsOfV4(address);
  if (v4 !== null) return !PRIVATE_V4.some(([base, bits]) => within(v4, bitsOfV4(base), bits, 32));
  const v6 = bitsOfV6(address);
  if (v6 === null) return false;
  if (v6 >> 32n === MAPPED_V4) return isPublicAddress(textOfV4(v6 & 0xffff_ffffn));
  if (v6 >> 125n !== 1n) return false;
  return !PRIVATE_V6.some(([base, bits]) => within(v6, bitsOfV6(base), bits, 128));
}

/** Names that never lead out of a machine or a house, whatever a resolver says. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)\.?$/;

/**
 * Whether a URL may be meant for the public internet, as far as its text says: https, and neither a
 * private address in any spelling nor a name that is never public.
 */
export function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  // The parser has one spelling for every way of writing an address: 0x7f.1 is 127.0.0.1 here.
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== "https:" || username !== "" || password !== "") return false;
  if (hostname.startsWith("[")) return isPublicAddress(hostname.slice(1, -1));
  if (bitsOfV4(hostname) !== null) return isPublicAddress(hostname);
  return hostname.includes(".") && !LOCAL_NAME.test(hostname);
}

function within(address: bigint, base: bigint | null, bits: number, width: number): boolean {
  const rest = BigInt(width - bits);
  return base !== null && address >> rest === base >> rest;
}

function bitsOfV4(text: string): bigint | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return null;
  const parts = match.slice(1).map(Number);
  if (parts.some((part) => part > 255)) return null;
  return parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
}

const textOfV4 = (bits: bigint): string => [24n, 16n, 8n, 0n].map((by) => (bits >> by) & 0xffn).join(".");

function bitsOfV6(text: string): bigint | null {
  const url = `http://[${text.replace(/%.*$/, "")}]/`;
  if (!text.includes(":") || !URL.canParse(url)) return null;
  const [head = "", tail] = new URL(url).hostname.slice(1, -1).split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const before = groups(head);
  const after = groups(tail ?? "");
  const gap = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...gap, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
