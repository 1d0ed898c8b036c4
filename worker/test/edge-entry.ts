import { type Bindings, createEdge } from "../runtime/edge.ts";

/**
 * The Cloudflare entry as tests run it in workerd: the clock comes with each request, and what the app
 * reported and woke goes back with the answer. Everything else is `worker/index.ts`.
 */
let now = 0;
const reported: string[] = [];
const woken: string[] = [];

const edge = createEdge({
  now: () => now,
  report: (error) => void reported.push(error instanceof Error ? (error.stack ?? "") : String(error)),
  wake: (slug) => void woken.push(slug),
});

export default {
  async fetch(request: Request, bindings: Bindings, context: { waitUntil(work: Promise<unknown>): void }) {
    now = Number(request.headers.get("X-Test-Now"));
    if (new URL(request.url).pathname === "/test/state") return Response.json({ reported, woken });
    return edge.fetch(request, bindings, context);
  },
};
