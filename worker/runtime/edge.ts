import { AsyncLocalStorage } from "node:async_hooks";
import type { Hono } from "hono";
import * as v from "valibot";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { mailConfig, mailEnv } from "../mail/env.ts";
import { httpMailer } from "../mail/http.ts";
import { smsConfig, smsEnv } from "../sms/env.ts";
import { httpSms } from "../sms/http.ts";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { createSealer } from "../sealer.ts";
import { type AnchorBucket, edgeAnchors } from "./edge-anchors.ts";
import { edgeWorkspaces } from "./edge-workspaces.ts";
import { BadEnvironment, databaseUrl, parseEnv, privateAddresses, publicUrl, sealingKey } from "./env.ts";
import type { FindAsset } from "./pages.ts";
import { createSite } from "./site.ts";
import { passOnAll, tellAll, workOff } from "./work-off.ts";

const EdgeEnv = v.object({
  DIRECTORY_URL: databaseUrl,
  DIRECTORY_TOKEN: v.optional(v.string()),
  ALONGSIDE_KEY: sealingKey,
  PUBLIC_URL: publicUrl,
  ALONGSIDE_ALLOW_PRIVATE_ADDRESSES: privateAddresses,
  ...mailEnv,
  ...smsEnv,
});

const bad = (sentence: string) => new BadEnvironment(sentence);

/** A workspace with waiting work. The truth is in its database; the message only wakes. */
export interface Wake {
  slug: string;
}

/** What Cloudflare binds. The texts are parsed before anything runs. */
export interface Bindings {
  /** Counts calls of the API by key: https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/ */
  API_LIMIT?: { limit(options: { key: string }): Promise<{ success: boolean }> };
  /** A bucket for the anchors of the audits; without one they go to the log. */
  ANCHORS?: AnchorBucket;
  ASSETS?: { fetch(request: Request): Promise<Response> };
  JOBS?: { send(message: Wake, options?: { delaySeconds: number }): Promise<void> };
  [name: string]: unknown;
}

const SEAL_AFTER_MS = 2000;
/** What stands behind an answer may go on for 30 s; a post may take 10 of them. */
const SENDING_MS = 15_000;

interface Execution {
  waitUntil(work: Promise<unknown>): void;
}

interface Batch {
  messages: readonly { body: Wake; ack(): void; retry(): void }[];
}

interface Running {
  app: Hono<AppEnv>;
  deps: Deps;
  slugs(): Promise<string[]>;
}

/** What tests replace. */
export type EdgeOptions = Partial<Pick<Deps, "now" | "report" | "wake" | "written" | "log">>;

/** The Cloudflare entry: one app per isolate, one database client per request. */
export function createEdge(options: EdgeOptions = {}) {
  const execution = new AsyncLocalStorage<Execution>();
  let running: Promise<Running> | undefined;
  let bound: Bindings | undefined;

  async function start(bindings: Bindings): Promise<Running> {
    const env = parseEnv(EdgeEnv, bindings);
    const mail = mailConfig(env, bad);
    const sms = smsConfig(env, bad);
    if (mail?.kind === "smtp")
      throw bad("ALONGSIDE_SMTP_URL is for Node: on Workers set ALONGSIDE_MAIL_URL.");
    // Names are resolved outside of here, where nothing private can be reached.
    useOutgoing({ allowPrivate: env.ALONGSIDE_ALLOW_PRIVATE_ADDRESSES === "on" });
    const sealer = await createSealer(env.ALONGSIDE_KEY);
    const now = options.now ?? (() => Date.now());
    const directory = { url: env.DIRECTORY_URL, authToken: env.DIRECTORY_TOKEN };
    const workspaces = edgeWorkspaces(directory, sealer, now);
    const deps: Deps = {
      openWorkspace: workspaces.open,
      now,
      sealer,
      mailer: mail && httpMailer(mail),
      sms: sms && httpSms(sms),
      publicUrl: env.PUBLIC_URL,
      clientAddress: (request) => request.headers.get("CF-Connecting-IP") ?? "unknown",
      report: options.report ?? report,
      slugs: workspaces.slugs,
      log: options.log ?? ((line) => console.log(JSON.stringify(line))),
      anchors: edgeAnchors(bindings.ANCHORS),
      ...(bindings.API_LIMIT ? { apiLimit: counted(bindings.API_LIMIT) } : {}),
      written: options.written ?? ((slug) => written(slug)),
      wake: options.wake ?? ((slug, inMs) => execution.getStore()?.waitUntil(wake(slug, inMs))),
    };
    const sealing = new Set<string>();
    /** Writes that come close together are chained together. */
    const written = (slug: string) => {
      const store = execution.getStore();
      if (!store || sealing.has(slug)) return;
      sealing.add(slug);
      store.waitUntil(
        (async () => {
          await new Promise((resolve) => setTimeout(resolve, SEAL_AFTER_MS));
          sealing.delete(slug);
          await wake(slug);
        })(),
      );
    };
    const wake = async (slug: string, inMs = 0) => {
      try {
        const later = inMs > 0 ? { delaySeconds: Math.ceil(inMs / 1000) } : undefined;
        if (bindings.JOBS) await bindings.JOBS.send({ slug }, later);
        else if (!later) await workAndPassOn(slug, deps);
      } catch (error) {
        // Not lost: the cron trigger finds the row.
        deps.report(error, "wake");
      }
    };
    return { app: createSite(deps, assetsOf(bindings), null), deps, slugs: workspaces.slugs };
  }

  function ready(bindings: Bindings): Promise<Running> {
    if (bound !== bindings) running = undefined;
    bound = bindings;
    running ??= start(bindings);
    return running;
  }

  return {
    async fetch(request: Request, bindings: Bindings, context: Execution): Promise<Response> {
      try {
        const { app } = await ready(bindings);
        return await execution.run(context, async () =>
          app.fetch(request, bindings, context as Parameters<typeof app.fetch>[2]),
        );
      } catch (error) {
        running = undefined;
        report(error, "start");
        return Response.json({ code: "UNAVAILABLE", requestId: "" }, { status: 503 });
      }
    },

    async queue(batch: Batch, bindings: Bindings, context: Execution): Promise<void> {
      const { deps } = await ready(bindings);
      await execution.run(context, async () => {
        for (const message of batch.messages) {
          try {
            await workAndPassOn(message.body.slug, deps);
            message.ack();
          } catch (error) {
            deps.report(error, "queue");
            message.retry();
          }
        }
      });
    },

    /** Finds what a lost wake left behind. */
    async scheduled(_event: unknown, bindings: Bindings, context: Execution): Promise<void> {
      const { deps, slugs } = await ready(bindings);
      await execution.run(context, async () => {
        for (const slug of await slugs()) {
          await workAndPassOn(slug, deps).catch((error: unknown) => deps.report(error, "cron"));
        }
      });
    },
  };
}

/** Beside each other, since others' servers may be slow; what is due later wakes again by itself. */
async function workAndPassOn(slug: string, deps: Deps): Promise<void> {
  const end = performance.now() + SENDING_MS;
  const over = () => performance.now() > end;
  const [passed, told, worked] = await Promise.allSettled([
    passOnAll(slug, deps, over),
    tellAll(slug, deps, over),
    workOff(slug, deps),
  ]);
  const now = deps.now();
  const due = [passed, told].flatMap((sent, i) => {
    const at = sent.status === "fulfilled" ? sent.value : null;
    // An endpoint's job looks around every half minute for as long as there is an endpoint: the cron does that.
    return at === null || (i === 1 && at > now) ? [] : [at];
  });
  if (due.length > 0) deps.wake(slug, Math.max(Math.min(...due) - now, 0));
  for (const outcome of [worked, passed, told]) if (outcome.status === "rejected") throw outcome.reason;
}

const counted =
  (counter: NonNullable<Bindings["API_LIMIT"]>) =>
  async (key: string): Promise<boolean> =>
    (await counter.limit({ key })).success;

/** Cloudflare answers conditional requests and compresses by itself. */
const assetsOf =
  (bindings: Bindings): FindAsset =>
  async (path, request) => {
    const { ASSETS } = bindings;
    if (!ASSETS) return null;
    const found = await ASSETS.fetch(new Request(new URL(path, request.url), { headers: request.headers }));
    return found.status === 404 ? null : found;
  };

/** One line of JSON: what failed and where, never what a customer wrote. */
function report(error: unknown, requestId: string): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  console.error(JSON.stringify({ level: "error", requestId, name, message, stack }));
}
