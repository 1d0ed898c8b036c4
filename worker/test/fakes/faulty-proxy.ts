import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../demo/random.ts";

/** What a network and a server in trouble do to a request. */
export const FAULTS = [
  /** Answered late. */
  "slow",
  /** The connection breaks before the server hears of it. */
  "cut before",
  /** The server did it, and the connection breaks before anybody hears of that. */
  "cut after",
  /** Half of the answer, then the connection breaks. */
  "cut within",
  /** 503, and the server has not heard of it. */
  "5xx before",
  /** 502, and the server did it. */
  "5xx after",
] as const;
export type Fault = (typeof FAULTS)[number];

/** An HTTP proxy that answers instead of a server, and not always as it does. */
export interface FaultyProxy {
  url: string;
  /** How often each was done. */
  done: Map<Fault, number>;
  /** Names the fault of the next request with that body; null lets it through. */
  choose: (body: string) => Fault | null;
  close(): void;
}

/** @param target base URL of the server behind, with a path it may have */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const agent = new Agent({ keepAlive: true });
  const done: FaultyProxy["done"] = new Map();
  const behind = new URL(target);

  const forward = async (incoming: IncomingMessage, body: Buffer) => {
    const path = `${behind.pathname.replace(/\/$/, "")}${incoming.url}`;
    const { method, headers } = incoming;
    const { hostname: host, port } = behind;
    const sent = request({ host, port, method, path, headers, agent });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await whole(answer) };
  };

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await whole(incoming);
    const fault = proxy.choose(body.toString());
    if (fault !== null) done.set(fault, (done.get(fault) ?? 0) + 1);
    if (fault === "cut before") return void outgoing.destroy();
    if (fault === "5xx before") return void outgoing.writeHead(503).end("upstream is overloaded");
    const answer = await forward(incoming, body);
    if (fault === "cut after") return void outgoing.destroy();
    if (fault === "5xx after") return void outgoing.writeHead(502).end("<html>Bad gateway</html>");
    if (fault === "slow") await sleep(20 + Math.random() * 200);
    const { "transfer-encoding": _chunked, ...headers } = answer.headers;
    outgoing.writeHead(answer.status, { ...headers, "content-length": answer.body.length });
    if (fault !== "cut within") return void outgoing.end(answer.body);
    outgoing.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => outgoing.destroy());
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    done,
    choose: () => null,
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
  return proxy;
}

/** @returns what `choose` of a proxy may be: that share of the requests in trouble, of every kind */
export const anyFault = (random: Random, share: number) => (): Fault | null =>
  random.chance(share) ? random.pick(FAULTS) : null;

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
