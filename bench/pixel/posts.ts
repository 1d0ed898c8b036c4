/** What the server and the load agree on. */
export const ORIGIN = "https://www.bench.test";
export const EVENTS = 10;

const id = (n: number): string => n.toString(16).padStart(24, "0");
const KINDS = ["page", "view", "view", "page", "view", "add", "page", "view", "remove", "view"];

/** One batch of a visitor as the script sends it, from an address of their own. */
export function pixelRequest(port: number, path: string, n: number): Buffer {
  const now = Date.now();
  const item = { id: `P${n % 500}`, name: "雙人登山帳", price: "5990", currency: "TWD" };
  const page = { url: `${ORIGIN}/products/${n % 500}`, title: "雙人登山帳｜Bench", referrer: `${ORIGIN}/` };
  const events = KINDS.map((kind, i) => ({
    id: id(n * EVENTS + i + 1),
    kind,
    at: now - 2000 + i * 100,
    data: kind === "page" ? page : item,
  }));
  const bytes = Buffer.from(
    JSON.stringify({ visitor: id(1 + (n % 1000)), page: id(1 + (n % 1000)), sent: now, events }),
  );
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: text/plain;charset=UTF-8\r\nOrigin: ${ORIGIN}\r\nX-Bench-Address: 10.0.${n % 250}.1\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
