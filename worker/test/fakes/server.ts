import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const opened: { close(): void; closeAllConnections(): void }[] = [];
afterAll(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A provider's API on 127.0.0.1, closed after the test file. @returns its base URL */
export async function serve(
  answer: (request: IncomingMessage, url: URL, told: string) => Answer | Promise<Answer>,
): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const told: Buffer[] = [];
    request.on("data", (part: Buffer) => told.push(part));
    request.on("end", async () => {
      const answered = await answer(request, url, Buffer.concat(told).toString());
      const { status = 200, headers = {}, body = {} } = answered;
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(body));
    });
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
