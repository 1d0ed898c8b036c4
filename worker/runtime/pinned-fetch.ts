import { lookup as resolve, type LookupAddress } from "node:dns";
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { type Duplex, Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { isPublicAddress } from "../outgoing/address.ts";
import { AddressRefused } from "../outgoing/outgoing.ts";

type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

const DECODERS: Record<string, () => Duplex> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * `fetch` that resolves a name once and calls one of the addresses it found: were the name resolved again
 * to connect, it could lead elsewhere by then. One private address among them and none is called.
 * It follows no redirects.
 */
export function pinnedFetch(resolver: Resolve = resolve, isAllowed = isPublicAddress) {
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolver(hostname, { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new AddressRefused(), "", 0);
      if (!addresses.every(({ address }) => isAllowed(address))) return callback(new AddressRefused(), "", 0);
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

  return (url: string, { method = "GET", headers, body, signal }: RequestInit): Promise<Response> =>
    new Promise((answered, failed) => {
      const isSecure = new URL(url).protocol === "https:";
      const asked = {
        method,
        lookup,
        agent: isSecure ? agents.https : agents.http,
        headers: { "accept-encoding": "gzip, deflate, br", ...Object.fromEntries(new Headers(headers)) },
        ...(signal ? { signal } : {}),
      };
      const request = (isSecure ? requestHttps : requestHttp)(url, asked, (incoming) => {
        try {
          answered(responseOf(incoming));
        } catch (error) {
          incoming.destroy();
          failed(error as Error);
        }
      });
      request.on("error", failed);
      request.end(body as string | Uint8Array | undefined);
    });
}

const EMPTY = new Set([101, 204, 205, 304]);

function responseOf(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = incoming.statusCode ?? 0;
  if (EMPTY.has(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  const decode = DECODERS[headers.get("content-encoding") ?? ""];
  if (decode) {
    headers.delete("content-encoding");
    headers.delete("content-length");
  }
  const decoded = decode ? incoming.pipe(decode()) : incoming;
  if (decoded !== incoming) incoming.on("error", (error) => decoded.destroy(error));
  return new Response(Readable.toWeb(decoded) as ReadableStream<Uint8Array>, { status, headers });
}
