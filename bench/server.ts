import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import type { InStatement } from "@libsql/client";
import { createApp } from "../worker/app.ts";
import { openEmbedded, type Watch } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import type { Deps, Workspace } from "../worker/deps.ts";
import type { Call } from "../worker/domain/ctx.ts";
import { copyDatabase } from "../worker/runtime/copy-database.ts";
import { startJobLoop } from "../worker/runtime/job-loop.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { createSealer } from "../worker/sealer.ts";

export const SLUG = "bench";

/** What the parent may ask, by the word it sends; any other word ends the process. */
export type Answers = Record<string, () => Promise<object>>;

/** A server process of a bench, as `worker/node.ts` makes it: the app on an embedded file, its jobs beside it. */
export interface BenchServer {
  /** What the operator does, at this moment. */
  call(): Call;
  /** The first row of a select. */
  row(statement: InStatement): Promise<Record<string, unknown>>;
  /** A copy of the file beside it, as the operator's command makes one. */
  backup(): Promise<void>;
  /** What was reported so far: how much, and the first of it. */
  failed(): { failed: number; failures: string[] };
  /** Listens on the loopback, tells the parent its port and `place`, and answers what it asks. */
  serve(place: object, answers: Answers): void;
}

export interface Setup {
  /** A dataset, of which a copy is served; a new workspace when not given. */
  dataset?: string;
  watch?: Watch;
}

/** @param clientAddress whom a request counts as; one and the same for all when not given */
export async function openServer(
  clientAddress: Deps["clientAddress"] = () => "127.0.0.1",
  { dataset, watch }: Setup = {},
): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-bench-"));
  const file = join(folder, "bench.db");
  if (dataset !== undefined) await cp(dataset, file);
  const db = await openEmbedded(file, watch);
  if (dataset === undefined) await migrate(db, await readMigrations("workspace"), Date.now());
  const workspace: Workspace = { slug: SLUG, name: "Bench", db, release() {} };
  const sealer = await createSealer(Buffer.alloc(32, 1).toString("base64"));
  const failures: string[] = [];
  const deps: Deps = {
    openWorkspace: async (name) => (name === SLUG ? workspace : null),
    now: () => Date.now(),
    sealer,
    mailer: null,
    sms: null,
    wake: (name) => loop.wake(name),
    report: (error) => void failures.push(String(error)),
    clientAddress,
    publicUrl: "http://127.0.0.1",
  };
  const loop = startJobLoop(deps, async () => [SLUG]);
  const http = createServer(getRequestListener(createApp(deps).fetch));

  async function end(): Promise<void> {
    http.close();
    http.closeAllConnections();
    await loop.stop();
    await db.end();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  }

  return {
    call: () => ({
      db,
      actor: { kind: "system", name: "operator" },
      now: Date.now(),
      operationId: undefined,
      requestId: "bench",
      sealer,
      after() {},
    }),
    async row(statement) {
      const [result] = await db.read([statement]);
      return { ...result?.rows[0] };
    },
    backup: () => db.snapshot((from) => copyDatabase(from, join(folder, "backup.db"))),
    failed: () => ({ failed: failures.length, failures: failures.slice(0, 5) }),
    serve(place, answers) {
      // What was connected may have left work.
      loop.wake(SLUG);
      http.listen(0, "127.0.0.1", () => {
        process.send?.({ port: (http.address() as AddressInfo).port, ...place });
      });
      process.on("message", async (asked) => {
        const answer = answers[String(asked)];
        if (answer) process.send?.(await answer());
        else await end();
      });
    },
  };
}
