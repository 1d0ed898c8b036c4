import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { MAX_ANSWER_BYTES, request } from "./request.ts";

afterEach(() => useOutgoing({ allowPrivate: true }));
useOutgoing({ allowPrivate: true });

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

/** A provider that answers with an empty object in so many bytes. */
async function provider(bytes: number, zipped: boolean): Promise<string> {
  const body = Buffer.from("{}".padEnd(bytes));
  const server = createServer((_, response) => {
    if (zipped) response.setHeader("Content-Encoding", "gzip");
    response.write(zipped ? gzipSync(body) : body);
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ending.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test.each([false, true])("an answer is read up to its bound and no further, zipped %s", async (zipped) => {
  expect(await request(await provider(MAX_ANSWER_BYTES, zipped), {})).toEqual({});
  await expect(request(await provider(MAX_ANSWER_BYTES + 1, zipped), {})).rejects.toMatchObject({
    message: "http_502",
  });
});

test("an address this server may not call is not called, and the reason says so", async () => {
  const url = await provider(2, false);
  useOutgoing({ allowPrivate: false });
  await expect(request(url, {})).rejects.toMatchObject({ status: 0, message: "address_refused" });
});
