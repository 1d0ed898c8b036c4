import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { freePort, type Sqld, startSqld } from "../test/sqld.ts";
import { DatabaseUnavailable, isUniqueViolation } from "./database.ts";
import { openServer } from "./server.ts";

let sqld: Sqld;
const servers: Server[] = [];
beforeAll(async () => {
  sqld = await startSqld();
  await sqld.create("shop");
});
afterAll(() => sqld.stop());
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A server that answers everything with one status. */
async function answering(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end("{}"));
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const failure = async (url: string): Promise<unknown> =>
  openServer({ url })
    .read(["select 1"])
    .catch((error: unknown) => error);

test("a batch is one round trip and happens whole or not at all", async () => {
  const db = openServer({ url: sqld.url("shop") });
  await db.write(["create table row (id text primary key) strict", "insert into row values ('a')"]);
  const before = sqld.roundTrips("shop");
  const refused = await db
    .write(["insert into row values ('b')", "insert into row values ('a')"])
    .catch((error: unknown) => error);
  expect(isUniqueViolation(refused, "row.id")).toBe(true);
  expect(sqld.roundTrips("shop")).toBe(before + 1);
  expect((await db.read(["select id from row"]))[0]?.rows).toMatchObject([{ id: "a" }]);
  expect(sqld.roundTrips("shop")).toBe(before + 2);
  db.close();
});

test("a server that cannot be reached or is in trouble may be asked again", async () => {
  expect(await failure(`http://127.0.0.1:${await freePort()}`)).toBeInstanceOf(DatabaseUnavailable);
  expect(await failure(await answering(503))).toBeInstanceOf(DatabaseUnavailable);
  expect(await failure(await answering(429))).toBeInstanceOf(DatabaseUnavailable);
});

test("a refused token and a database that is not there are nothing to wait for", async () => {
  expect(await failure(await answering(401))).not.toBeInstanceOf(DatabaseUnavailable);
  expect(await failure(sqld.url("nowhere"))).not.toBeInstanceOf(DatabaseUnavailable);
});
