import { type Bindings, createEdge } from "../../worker/runtime/edge.ts";

/**
 * `worker/index.ts`, and a path that does what Cloudflare's cron trigger does. Wakes are lost, as they may
 * be: what waits is found by that trigger.
 */
const edge = createEdge({ wake() {} });

type Context = Parameters<typeof edge.fetch>[2];

export default {
  async fetch(request: Request, bindings: Bindings, context: Context): Promise<Response> {
    if (new URL(request.url).pathname !== "/torture/cron") return edge.fetch(request, bindings, context);
    await edge.scheduled({}, bindings, context);
    return Response.json({});
  },
};
