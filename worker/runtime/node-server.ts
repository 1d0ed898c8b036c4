import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import type { Deps } from "../deps.ts";
import type { MailConfig } from "../mail/env.ts";
import { httpMailer } from "../mail/http.ts";
import type { Mailer } from "../mail/mailer.ts";
import { smtpMailer } from "../mail/smtp.ts";
import { httpSms } from "../sms/http.ts";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { createSealer } from "../sealer.ts";
import { clientAddresses } from "./client-address.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { openEmbeddedHost } from "./embedded-host.ts";
import { readAssets } from "./file-assets.ts";
import { fileAnchors } from "./file-anchors.ts";
import { DEMO, type DemoAccess, ensureDemo, readDemoAccess } from "./first-run.ts";
import { startJobLoop } from "./job-loop.ts";
import { lineLog } from "./line-log.ts";
import { listen, type Listening } from "./listen.ts";
import type { NodeConfig } from "./node-env.ts";
import { startOperatorEndpoint } from "./operator-endpoint.ts";
import { pinnedFetch } from "./pinned-fetch.ts";
import { createSite } from "./site.ts";
import { keepVitals } from "./vitals.ts";

/** A running self-hosted server. */
export interface NodeServer {
  publicUrl: string;
  folder: DataFolder;
  demo: { url: string; access: DemoAccess | null } | null;
  /** Answers what is under way, then closes the files. */
  stop(): Promise<void>;
}

/** Where `npm run build` puts the pages. */
export const PAGES = fileURLToPath(new URL("../../.output/web", import.meta.url));

/** @throws {OperatorError} with one sentence for whoever starts it */
export async function startNodeServer(config: NodeConfig): Promise<NodeServer> {
  const ending: Ending = { doors: [], rooms: [] };
  const stop = async () => {
    await Promise.all(ending.doors.splice(0).map((close) => close()));
    for (const end of ending.rooms.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await start(config, ending)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What ends: first nobody new comes in, then what they came for, the last begun first. */
interface Ending {
  doors: (() => Promise<void>)[];
  rooms: (() => Promise<void>)[];
}

async function start(config: NodeConfig, { doors, rooms }: Ending): Promise<Omit<NodeServer, "stop">> {
  // The ports first: a second start must not wait for a seed to learn that it cannot run.
  const opened = async (listening: Promise<Listening>) => {
    const { close } = await listening;
    doors.push(close);
    return listening;
  };
  const main = await opened(listen(config.port, config.host));
  const inbox = config.demo ? await opened(listen(config.port + 1, "127.0.0.1")) : null;

  useOutgoing({ allowPrivate: config.allowPrivate, fetch: pinnedFetch() });
  const vitals = keepVitals(() => Date.now());
  rooms.push(async () => vitals.end());
  const requests = lineLog((text) => void process.stdout.write(text));
  rooms.push(async () => requests.flush());
  const folder = await openDataFolder(config.data);
  const sealer = await createSealer(config.key ?? (await folder.key()));
  const now = () => Date.now();
  const { publicUrl } = config;
  const anchors = fileAnchors(folder);
  const host = await openEmbeddedHost(folder, {
    sealer,
    anchors,
    publicUrl,
    now,
    wake: (slug) => deps.wake(slug),
    watch: {
      onSlow(ms, sql) {
        vitals.slow(ms);
        console.error(JSON.stringify({ level: "warn", slowDatabaseCall: sql, ms }));
      },
      onRefused: onceIn(60_000, (reason) => {
        console.error(JSON.stringify({ level: "error", databaseRefused: reason }));
      }),
      onLost() {
        console.error("A database cannot be opened again by this process; start the server anew.");
        process.exit(1);
      },
    },
  });
  rooms.push(() => host.close());
  // Opening has migrated already; a later `migrate` tells only of what it does itself.
  await host.migrate();

  const addresses = clientAddresses(config.proxies);
  const deps: Deps = {
    openWorkspace: (slug) => host.open(slug),
    now,
    sealer,
    mailer: mailerOf(config.mail),
    sms: config.sms && httpSms(config.sms),
    publicUrl,
    wake: (slug) => jobs.wake(slug),
    anchors,
    slugs: async () => (await host.list()).map(({ slug }) => slug),
    ...(config.logRequests ? { log: requests.log } : {}),
    vitals: vitals.read,
    report,
    clientAddress: addresses.address,
  };

  const pages = config.pages ?? PAGES;
  let demo: NodeServer["demo"] = null;
  if (inbox) {
    await ensureDemo(host, folder, sealer);
    const url = `http://localhost:${inbox.port}`;
    demo = { url, access: await readDemoAccess(folder) };
    inbox.serve(await demoListener(deps, url, pages));
  }

  const jobs = startJobLoop(deps, async () => (await host.list()).map(({ slug }) => slug));
  rooms.push(() => jobs.stop());
  for (const { slug } of await host.list()) jobs.wake(slug);

  const site = createSite(deps, await readAssets(pages), demo?.url ?? null);
  const listener = getRequestListener(site.fetch);
  main.serve((request, response) => addresses.during(request, () => void listener(request, response)));
  doors.push(await startOperatorEndpoint(host, folder));
  return { publicUrl, folder, demo };
}

function mailerOf(mail: MailConfig | null): Mailer | null {
  if (mail === null) return null;
  return mail.kind === "smtp" ? smtpMailer(mail.url, mail.from) : httpMailer(mail);
}

async function demoListener(deps: Deps, url: string, pages: string) {
  const { createDemoApp } = await import("../demo/app.ts");
  const { pointDemoAt } = await import("../demo/point.ts");
  const workspace = await deps.openWorkspace(DEMO);
  if (!workspace) throw new Error("the demo workspace was not made");
  await pointDemoAt(workspace.db, url, deps.now());
  const app = createDemoApp({ db: workspace.db, workspace: DEMO, publicUrl: deps.publicUrl, pages });
  return getRequestListener(app.fetch);
}

/** One line of JSON: what failed and where, never what a customer wrote. */
function report(error: unknown, requestId: string): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  console.error(JSON.stringify({ level: "error", requestId, name, message, stack }));
}

/** What happens with every call is told once in so many ms. */
function onceIn(ms: number, tell: (reason: string) => void): (reason: string) => void {
  let next = 0;
  return (reason) => {
    if (Date.now() < next) return;
    next = Date.now() + ms;
    tell(reason);
  };
}
