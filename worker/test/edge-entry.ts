import { type Bindings, createEdge } from "../runtime/edge.ts";

/**
 * The Cloudflare entry as tests run it in workerd: the clock comes with each request, and what the app
 * reported and woke goes back with the answer. Everything else is `worker/index.ts`.
 */
interface Context {
  waitUntil(work: Promise<unknown>): void;
}

let now = 0;
const reported: string[] = [];
const woken: string[] = [];
const written: string[] = [];

const edge = createEdge({
  now: () => now,
  report: (error) => void reported.push(error instanceof Error ? (error.stack ?? "") : String(error)),
  wake: (slug) => void woken.push(slug),
  written: (slug) => void written.push(slug),
  log: () => undefined,
});

/** A message as Queues delivers it; answers whether it was taken or is to come again. */
async function deliver(slug: string, bindings: Bindings, context: Context): Promise<string> {
  let outcome = "";
  const message = {
    body: { slug },
    ack: () => void (outcome = "ack"),
    retry: () => void (outcome = "retry"),
  };
  await edge.queue({ messages: [message] }, bindings, context);
  return outcome;
}

export default {
  async fetch(request: Request, bindings: Bindings, context: Context) {
    now = Number(request.headers.get("X-Test-Now"));
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/test/state":
        return Response.json({ reported, woken, written });
      case "/test/queue":
        return Response.json(await deliver(searchParams.get("slug") ?? "", bindings, context));
      case "/test/cron":
        await edge.scheduled({}, bindings, context);
        return Response.json({});
      default:
        return edge.fetch(request, bindings, context);
    }
  },
};
