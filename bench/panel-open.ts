import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Client, InStatement } from "@libsql/client";
import { Sqlite3Client } from "@libsql/client/sqlite3";
import { createClient as createWebClient } from "@libsql/client/web";
import Libsql from "libsql";
import { createApp } from "../worker/app.ts";
import type { Database } from "../worker/db/database.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { openServer } from "../worker/db/server.ts";
import { createSealer } from "../worker/sealer.ts";
import { ensureDataset, FULL, NOW, openedRefs, type Size, TOKEN } from "./dataset.ts";
import type { Figure } from "./main.ts";
import { serveFile } from "./sqld.ts";

const BLOCKS = 20;
const OPENINGS = 100;
const WARM_UP = 300;

/**
 * Opening a filled panel through the whole app, with session and right, beside the very same
 * statements sent straight through the client: blocks of each in turn, the ratio of their medians, and
 * of those ratios the median.
 */
export async function* run(size: Size = FULL): AsyncIterable<Figure> {
  const file = await ensureDataset(size);
  const bodies = openedRefs(size).map((ref) => JSON.stringify({ ref }));

  const [db, client] = await capture(() => openEmbedded(file));
  let calls = 0;
  const counted: Database = {
    ...db,
    read: (statements) => (calls++, db.read(statements)),
    write: (statements) => (calls++, db.write(statements)),
  };
  yield* figures(
    "embedded",
    await measure({
      bodies,
      open: () => ({ db: counted, release() {} }),
      straight: (statements) => client.batch(statements, "deferred"),
      roundTrips: () => calls,
    }),
  );
  db.close();

  const server = await serveFile(file);
  const web = createWebClient({ url: server.url });
  let requests = 0;
  const onRequest = () => void requests++;
  subscribe("undici:request:create", onRequest);
  try {
    yield* figures(
      "server",
      await measure({
        bodies,
        // As on Workers: a client per request.
        open: () => {
          const db = openServer({ url: server.url });
          return { db, release: () => db.close() };
        },
        straight: (statements) => web.batch(statements, "read"),
        roundTrips: () => requests,
      }),
    );
  } finally {
    unsubscribe("undici:request:create", onRequest);
    web.close();
    await server.stop();
  }
}

interface Setup {
  bodies: string[];
  open(): { db: Database; release(): void };
  straight(statements: InStatement[]): Promise<unknown>;
  /** Database round trips of this process so far. */
  roundTrips(): number;
}

interface Measured {
  ours: number[];
  floor: number[];
  ratio: number;
  roundTrips: number;
}

async function measure({ bodies, open, straight, roundTrips }: Setup): Promise<Measured> {
  let record: ((statements: InStatement[]) => void) | undefined;
  const app = createApp({
    openWorkspace: async (slug) => {
      const { db, release } = open();
      const recording: Database = {
        ...db,
        read: (statements) => (record?.(statements), db.read(statements)),
      };
      return { slug, name: "Shop", db: record ? recording : db, release };
    },
    now: () => NOW,
    sealer: await createSealer(Buffer.alloc(32, 7).toString("base64")),
    mailer: null,
    sms: null,
    wake: () => undefined,
    report: (error) => console.error(error),
    clientAddress: () => "127.0.0.1",
    publicUrl: "http://alongside.test",
  });
  const requestOf = (body: string) =>
    new Request("http://alongside.test/w/shop/trpc/panel.open", {
      method: "POST",
      headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
      body,
    });

  const statements: InStatement[][] = [];
  record = (batch) => void statements.push(batch);
  for (const body of bodies) await expectFilled(await app.fetch(requestOf(body)));
  record = undefined;

  const before = roundTrips();
  await app.fetch(requestOf(bodies[0] ?? ""));
  const trips = roundTrips() - before;

  let next = 0;
  const through = async (): Promise<number> => {
    const request = requestOf(bodies[next++ % bodies.length] ?? "");
    const start = performance.now();
    const response = await app.fetch(request);
    await response.text();
    return performance.now() - start;
  };
  const direct = async (): Promise<number> => {
    const batch = statements[next++ % statements.length] ?? [];
    const start = performance.now();
    await straight(batch);
    return performance.now() - start;
  };
  await times(WARM_UP, through);
  await times(WARM_UP, direct);
  const ours: number[] = [];
  const floor: number[] = [];
  const ratios: number[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    // Whoever goes second finds the pages warm: they take turns.
    const [a, b] = block % 2 === 0 ? [through, direct] : [direct, through];
    const [first, second] = [await times(OPENINGS, a), await times(OPENINGS, b)];
    const [mine, straights] = block % 2 === 0 ? [first, second] : [second, first];
    ratios.push(percentile(mine, 50) / percentile(straights, 50));
    ours.push(...mine);
    floor.push(...straights);
  }
  return { ours, floor, ratio: percentile(ratios, 50), roundTrips: trips };
}

function* figures(name: string, { ours, floor, ratio, roundTrips }: Measured): Iterable<Figure> {
  const at = (p: number) => ({ value: percentile(ours, p), unit: "ms", floor: percentile(floor, p) });
  yield { name: `panel-open.${name}`, ...at(95), ratio };
  yield { name: `panel-open.${name}.p50`, ...at(50) };
  yield { name: `panel-open.${name}.round-trips`, value: roundTrips, unit: "" };
}

/** A measurement of refusals would be fast and worthless. */
async function expectFilled(response: Response): Promise<void> {
  const text = await response.text();
  const { result } = JSON.parse(text) as {
    result?: { data: { state: string; notes?: { items: unknown[] }; tags?: unknown[] } };
  };
  if (result?.data.state !== "linked" || !result.data.notes?.items.length || !result.data.tags?.length)
    throw new Error(`expected a filled panel, not ${text.slice(0, 300)}`);
}

async function times(count: number, work: () => Promise<number>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) taken.push(await work());
  return taken;
}

function percentile(values: number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length))] ?? Number.NaN;
}

/** The file has one connection: the floor is measured over the very one that `open` makes. */
async function capture(open: () => Promise<Database>): Promise<[Database, Client]> {
  const { prepare } = Libsql.prototype;
  const captured = new Set<Libsql.Database>();
  Libsql.prototype.prepare = function (this: Libsql.Database, sql: string) {
    captured.add(this);
    return prepare.call(this, sql);
  } as typeof prepare;
  try {
    const db = await open();
    const [connection] = captured;
    if (!connection) throw new Error("the database was opened without a statement");
    return [db, clientOver(connection)];
  } finally {
    Libsql.prototype.prepare = prepare;
  }
}

/** `@libsql/client` over a connection that is open already: its pool would open another. */
function clientOver(connection: Libsql.Database): Client {
  const pool = { acquire: async () => connection, release: () => undefined, close: () => undefined };
  return new (Sqlite3Client as unknown as new (pool: object, intMode: "number") => Client)(pool, "number");
}
