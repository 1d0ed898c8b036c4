import { setTimeout as sleep } from "node:timers/promises";
import { openServer } from "../../worker/db/server.ts";
import { listWorkspace } from "../../worker/runtime/directory.ts";
import { createSealer } from "../../worker/sealer.ts";
import { TEST_KEY } from "../../worker/test/app-workspace.ts";
import { createDatabase } from "../../worker/test/edge-workspace.ts";
import { startSqld } from "../../worker/test/sqld.ts";
import { furnish } from "./furnish.ts";
import { type Installation, SLUG, WAITING } from "./installation.ts";
import { startProvider } from "./provider.ts";
import { startWorkerd } from "./workerd.ts";

/**
 * workerd with the Cloudflare entry in front of a libSQL server, each a process of its own.
 *
 * @param through the address workerd shall use for the workspace's database instead of its own
 */
export async function startEdge(
  contacts: number,
  through: (url: string) => Promise<string> = async (url) => url,
): Promise<Installation> {
  const sqld = await startSqld();
  await createDatabase(sqld, "directory", "directory");
  await createDatabase(sqld, SLUG, "workspace");
  const provider = await startProvider();
  const own = sqld.url(SLUG);
  const directory = openServer({ url: sqld.url("directory") });
  const url = await through(own);
  await listWorkspace(directory, { slug: SLUG, name: "Shop", url, sealedToken: null }, Date.now());
  directory.close();
  const db = openServer({ url: own });
  const shop = await furnish(db, await createSealer(TEST_KEY), { contacts, provider: provider.url });
  const workerd = await startWorkerd({
    DIRECTORY_URL: sqld.url("directory"),
    ALONGSIDE_KEY: TEST_KEY,
    PUBLIC_URL: "http://alongside.test",
    ALONGSIDE_ALLOW_PRIVATE_ADDRESSES: "on",
  });
  const query = async (sql: string) => (await db.read([sql]))[0]?.rows.map((row) => ({ ...row })) ?? [];
  const victims = { server: [sqld], worker: [workerd], both: [sqld, workerd] };

  const cron = async () => void (await fetch(`${workerd.url}/torture/cron`).catch(() => null));
  const stopping = new AbortController();
  const crons = (async () => {
    while (!stopping.signal.aborted) {
      await cron();
      await sleep(200);
    }
  })();

  return {
    name: "edge",
    url: `${workerd.url}/w/${SLUG}`,
    shop,
    async kill(random, again) {
      const chosen = victims[random.pick(["server", "worker", "both"] as const)];
      await Promise.all(chosen.map((process) => process.kill()));
      if (again === null) return;
      await sleep(again);
      await Promise.all(chosen.map((process) => process.kill()));
    },
    async settle() {
      for (let round = 0; ; round++) {
        await cron();
        const [waiting] = await query(WAITING);
        if (waiting?.["n"] === 0) return;
        if (round === 600) throw new Error(`${String(waiting?.["n"])} things still wait`);
        await sleep(100);
      }
    },
    query,
    reported: workerd.log,
    async stop() {
      stopping.abort();
      await crons;
      db.close();
      await workerd.stop();
      await sqld.stop();
      provider.close();
    },
  };
}
