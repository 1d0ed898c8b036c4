import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** A post as an inbox behind us got it. */
export interface Got {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An inbox's webhook. */
export interface FakeInbox {
  url: string;
  /** What it took, in its order. */
  got: Got[];
  /** How often it was asked, whatever it answered. */
  asked: number;
  /** Its status for a post; 200 when not set. */
  answer: (post: Got) => number | Promise<number>;
  /** The texts of the messages it took. */
  texts(): string[];
}

const opened: { close(): void; closeAllConnections(): void }[] = [];
afterAll(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

export async function fakeInbox(path = "/webhooks/line/1?key=s3cret"): Promise<FakeInbox> {
  const inbox: FakeInbox = {
    url: "",
    got: [],
    asked: 0,
    answer: () => 200,
    texts: () =>
      inbox.got.flatMap(({ body }) => [...body.matchAll(/"text":"([^"]*)"/g)].map(([, text]) => text ?? "")),
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", async () => {
      inbox.asked++;
      const body = Buffer.concat(parts).toString();
      const got = { path: request.url ?? "", headers: request.headers, body };
      const status = await inbox.answer(got);
      if (status < 300) inbox.got.push(got);
      response.writeHead(status).end();
    });
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  inbox.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return inbox;
}
