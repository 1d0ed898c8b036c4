import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";

/**
 * Who a request came from, on Node: a `Request` does not know its socket.
 *
 * @param proxies how many proxies of ours stand in front; what a client wrote into X-Forwarded-For
 *   itself stands before their entries and is never believed
 */
export function clientAddresses(proxies: number) {
  const current = new AsyncLocalStorage<string>();
  return {
    /** Runs the answering of a request. */
    during: <T>(incoming: IncomingMessage, answer: () => T): T =>
      current.run(addressOf(incoming, proxies), answer),
    address: (): string => current.getStore() ?? "unknown",
  };
}

export function addressOf(
  incoming: Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string | undefined } },
  proxies: number,
): string {
  const direct = incoming.socket.remoteAddress ?? "unknown";
  if (proxies === 0) return direct;
  const header = incoming.headers["x-forwarded-for"];
  const forwarded = (Array.isArray(header) ? header.join(",") : (header ?? ""))
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  return forwarded.at(-proxies) ?? direct;
}
