import type { Miniflare } from "miniflare";
import { migrate } from "../db/migrate.ts";
import { openServer } from "../db/server.ts";
import { listWorkspace } from "../runtime/directory.ts";
import { readMigrations } from "../runtime/migrations.ts";
import { createSealer } from "../sealer.ts";
import { type Sqld, startSqld } from "./sqld.ts";
import { startWorkerd } from "./workerd.ts";
import { clientOf, insertMembers, TEST_KEY, TEST_NOW, type TestWorkspace } from "./app-workspace.ts";

/** What the test entry tells of itself. */
interface State {
  reported: string[];
  woken: string[];
}

/** workerd in front of a libSQL server, shared by the workspaces of a test file. */
export interface Edge {
  createWorkspace(now?: number): Promise<TestWorkspace>;
  sqld: Sqld;
  /** What else reaches the worker: `/test/queue?slug=…` and `/test/cron` of edge-entry.ts. */
  dispatch(path: string): Promise<Response>;
  stop(): Promise<void>;
}

/**
 * @param pages folder of built pages; without one every page answers that it is not built
 * @param more bindings beside the necessary ones
 */
export async function startEdge(pages?: string, more: Record<string, string> = {}): Promise<Edge> {
  const sqld = await startSqld();
  await createDatabase(sqld, "directory", "directory");
  await createDatabase(sqld, "template", "workspace");
  const bindings = {
    DIRECTORY_URL: sqld.url("directory"),
    ALONGSIDE_KEY: TEST_KEY,
    PUBLIC_URL: "http://alongside.test",
    ALONGSIDE_ALLOW_PRIVATE_ADDRESSES: "on",
    ...more,
  };
  const workerd = await startWorkerd(bindings, pages);
  let made = 0;
  return {
    sqld,
    dispatch: (path) => {
      const headers = { "X-Test-Now": String(TEST_NOW) };
      return send(workerd, new Request(new URL(path, "http://alongside.test"), { headers }));
    },
    createWorkspace: (now = TEST_NOW) => createEdgeWorkspace(sqld, workerd, `shop-${++made}`, now),
    async stop() {
      await workerd.dispose();
      await sqld.stop();
    },
  };
}

export async function createDatabase(
  sqld: Sqld,
  name: string,
  which: "workspace" | "directory",
): Promise<void> {
  await sqld.create(name);
  const db = openServer({ url: sqld.url(name) });
  await migrate(db, await readMigrations(which), TEST_NOW);
  db.close();
}

async function createEdgeWorkspace(
  sqld: Sqld,
  workerd: Miniflare,
  slug: string,
  now: number,
): Promise<TestWorkspace> {
  await sqld.fork("template", slug);
  const url = sqld.url(slug);
  const directory = openServer({ url: sqld.url("directory") });
  await listWorkspace(directory, { slug, name: "Shop", url, sealedToken: null }, now);
  directory.close();
  const db = openServer({ url });
  const members = await insertMembers(db, now);
  const clock = { now };
  const dispatch = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set("X-Test-Now", String(clock.now));
    return send(workerd, new Request(new URL(path, "http://alongside.test"), { ...init, headers }));
  };
  const stateNow = async () => (await (await dispatch("/test/state")).json()) as State;
  const before = (await stateNow()).reported.length;
  const reported: unknown[] = [];
  let woken = 0;
  const fetch: TestWorkspace["fetch"] = async (path, init) => {
    const response = await dispatch(path, init);
    const state = await stateNow();
    reported.splice(0, reported.length, ...state.reported.slice(before));
    woken = state.woken.filter((name) => name === slug).length;
    return response;
  };
  return {
    slug,
    db,
    sealer: await createSealer(TEST_KEY),
    mailer: { now: null },
    sms: { now: null },
    clock,
    reported,
    fetch,
    get woken() {
      return woken;
    },
    token: (role) => members[role].token,
    memberId: (role) => members[role].id,
    client: (role) => clientOf(fetch, slug, role && members[role].token),
  };
}

/** Sends a request into workerd; redirects are answers, as they are for `app.fetch`. */
async function send(workerd: Miniflare, request: Request): Promise<Response> {
  const body = request.body === null ? null : await request.arrayBuffer();
  const answer = await workerd.dispatchFetch(request.url, {
    method: request.method,
    headers: [...request.headers],
    body,
    redirect: "manual",
  });
  const empty = [101, 204, 205, 304].includes(answer.status);
  return new Response(empty ? null : await answer.arrayBuffer(), {
    status: answer.status,
    headers: [...answer.headers],
  });
}
