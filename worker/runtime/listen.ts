import { createServer, type RequestListener, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { OperatorError } from "./host.ts";

/** A port that is taken before what answers on it is ready. */
export interface Listening {
  port: number;
  /** From now on `listener` answers; until then everything is 503. */
  serve(listener: RequestListener): void;
  /** Takes no new connections and waits for answers under way, for at most five seconds. */
  close(): Promise<void>;
}

/** @throws {OperatorError} when the port is taken or may not be used */
export async function listen(port: number, host: string): Promise<Listening> {
  let current: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => current(request, response));
  server.requestTimeout = 60_000;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new OperatorError(sentence(error, port, host), { cause: error });
  }
  return {
    port: (server.address() as AddressInfo).port,
    serve(listener) {
      current = listener;
    },
    close: () => closeServer(server),
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), 5_000);
  await closed;
  clearTimeout(impatience);
}

function sentence(error: unknown, port: number, host: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken by another program; choose another with PORT=… (the demo inbox takes the next one).`;
    case "EACCES":
      return `Port ${port} may not be used by this user; choose one above 1023 with PORT=….`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST ${host} is no address of this machine.`;
    default:
      return `Port ${port} could not be opened: ${String(code ?? error)}.`;
  }
}
