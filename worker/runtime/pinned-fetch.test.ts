import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { AddressRefused } from "../outgoing/outgoing.ts";
import { pinnedFetch } from "./pinned-fetch.ts";

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

async function server(): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host} ${request.headers["x-token"] ?? ""}`);
    if (request.url === "/elsewhere") {
      response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    } else if (request.url === "/empty") {
      response.writeHead(204).end();
    } else if (request.method === "POST") {
      request.pipe(response);
    } else {
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync("zipped"));
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ending.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

/** A resolver that answers with these addresses, one list a time, the last one for good. */
function resolver(...answers: string[][]) {
  const asked: string[] = [];
  return {
    asked,
    resolve: ((hostname, _options, callback) => {
      asked.push(hostname);
      const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    }) satisfies Parameters<typeof pinnedFetch>[0],
  };
}

test("a name is resolved once, and the address that was checked is called", async () => {
  const { port, asked } = await server();
  const names = resolver(["127.0.0.1"], ["10.0.0.1"]);
  const get = pinnedFetch(names.resolve, () => true);
  const answer = await get(`http://shop.test:${port}/`, { headers: { "X-Token": "t" } });
  expect(await answer.text()).toBe("zipped");
  expect(names.asked).toEqual(["shop.test"]);
  expect(asked).toEqual([`GET shop.test:${port} t`]);
});

test.each([[["127.0.0.1"]], [["::1"]], [["93.184.216.34", "10.0.0.1"]], [["::ffff:10.0.0.1"]]])(
  "a name that leads to %s is not called",
  async (addresses) => {
    const { port, asked } = await server();
    const get = pinnedFetch(resolver(addresses).resolve);
    await expect(get(`http://shop.test:${port}/`, {})).rejects.toThrow(AddressRefused);
    expect(asked).toEqual([]);
  },
);

test("a redirect is answered as it is, a body is sent, nothing is nothing", async () => {
  const { port } = await server();
  const get = pinnedFetch(resolver(["127.0.0.1"]).resolve, () => true);
  const base = `http://shop.test:${port}`;
  expect((await get(`${base}/elsewhere`, {})).status).toBe(302);
  expect(await (await get(`${base}/`, { method: "POST", body: '{"a":"é"}' })).text()).toBe('{"a":"é"}');
  expect((await get(`${base}/empty`, {})).status).toBe(204);
  await expect(get(`${base}/`, { signal: AbortSignal.abort() })).rejects.toThrow("abort");
});
