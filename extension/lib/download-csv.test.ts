import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { csvRows } from "../../shared/csv.ts";
import { downloadCsv } from "./download-csv.ts";

let answer: (response: ServerResponse) => void = () => undefined;
const server = createServer((request, response) => {
  request.resume();
  answer(response);
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const input = { contactId: "c", language: "en", operationId: "o" } as const;

function download(signal = new AbortController().signal) {
  const seen: [number, number][] = [];
  const blob = downloadCsv(
    { server: origin, workspace: "shop" },
    { token: () => Promise.resolve({ accessToken: "t", memberId: "m" }) },
    input,
    { signal, onProgress: ({ rows, total }) => seen.push([rows, total]) },
  );
  return { blob, seen };
}

const FILE = csvRows([
  ["time", "content"],
  ["1", 'two\r\nlines and a "quote"'],
  ["2", "陳"],
]);

const begin = (response: ServerResponse, total: number) =>
  response.writeHead(200, { "X-Export-Total": String(total) });

test("a whole file is handed over as it came, records counted and not lines", async () => {
  answer = (response) => {
    begin(response, 2);
    const bytes = Buffer.from(FILE);
    response.write(bytes.subarray(0, 30));
    setTimeout(() => response.end(bytes.subarray(30)), 10);
  };
  const { blob, seen } = download();
  expect(await (await blob).text()).toBe(FILE);
  expect(seen.at(-1)).toEqual([2, 2]);
});

test.each([
  ["breaks off", (response: ServerResponse) => setTimeout(() => response.destroy(), 20)],
  ["ends too early", (response: ServerResponse) => response.end()],
])("a file that %s is no file", async (_what, end) => {
  answer = (response) => {
    begin(response, 3);
    response.write(FILE);
    end(response);
  };
  await expect(download().blob).rejects.toMatchObject({ code: "OFFLINE" });
});

test("a refusal is what the server said", async () => {
  answer = (response) => {
    response.writeHead(403).end(JSON.stringify({ code: "MODULE_OFF", requestId: "r" }));
  };
  await expect(download().blob).rejects.toMatchObject({ code: "MODULE_OFF", requestId: "r" });
});

test("stopping it ends the connection", async () => {
  const stopping = new AbortController();
  const closed = new Promise<void>((resolve) => {
    answer = (response) => {
      begin(response, 2);
      response.write(FILE.slice(0, 20));
      response.on("close", resolve);
      setTimeout(() => stopping.abort(), 10);
    };
  });
  await expect(download(stopping.signal).blob).rejects.toMatchObject({ name: "AbortError" });
  await closed;
});
