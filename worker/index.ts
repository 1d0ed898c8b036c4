import { createEdge } from "./runtime/edge.ts";

/** The Cloudflare entry; `worker/node.ts` is the other one. */
export default createEdge();
