import type { Anchors } from "../deps.ts";

/** What is used of an R2 bucket: https://developers.cloudflare.com/r2/api/workers/workers-api-reference/ */
export interface AnchorBucket {
  put(key: string, value: string): Promise<unknown>;
}

/**
 * Anchors of the audits outside the database: an object each in a bucket, where a lock rule keeps them
 * from being replaced, else a line each in the Worker's log.
 */
export function edgeAnchors(bucket: AnchorBucket | undefined): Anchors {
  const newest = new Map<string, number>();
  return {
    // Another isolate may have added it as well: the same anchor twice says nothing else.
    newest: async (slug) => newest.get(slug) ?? null,
    async add(slug, anchor) {
      if (bucket) {
        const place = String(anchor.seq).padStart(15, "0");
        await bucket.put(`${slug}/${place}-${anchor.at}.json`, JSON.stringify(anchor));
      } else {
        console.log(JSON.stringify({ level: "info", auditAnchor: slug, ...anchor }));
      }
      newest.set(slug, anchor.seq);
    },
  };
}
