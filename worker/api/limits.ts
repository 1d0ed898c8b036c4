/** So many calls a minute for each key. */
export const CALLS_PER_MINUTE = 600;
const WINDOW_MS = 60_000;
/** So many keys are remembered; the one not heard of for longest is forgotten first. */
const KEYS = 20_000;

export interface Allowance {
  allowed: boolean;
  left: number;
  /** Whole seconds until all is there again. */
  resets: number;
}

/**
 * Counts calls by key and minute in this process; on the edge in this isolate, beside the platform's own counter
 * (`Deps.apiLimit`), which knows them all but not how many are left.
 */
export function callLimit(most = CALLS_PER_MINUTE) {
  const windows = new Map<string, { since: number; used: number }>();
  /** @param now UTC ms */
  return (key: string, now: number): Allowance => {
    const known = windows.get(key);
    const window =
      known && now < known.since + WINDOW_MS && now >= known.since ? known : { since: now, used: 0 };
    window.used++;
    windows.delete(key);
    windows.set(key, window);
    const oldest = windows.keys().next();
    if (windows.size > KEYS && !oldest.done) windows.delete(oldest.value);
    return {
      allowed: window.used <= most,
      left: Math.max(0, most - window.used),
      resets: Math.ceil((window.since + WINDOW_MS - now) / 1000),
    };
  };
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
export const limitHeaders = ({ allowed, left, resets }: Allowance): Record<string, string> => ({
  "RateLimit-Policy": `"key";q=${CALLS_PER_MINUTE};w=${WINDOW_MS / 1000}`,
  RateLimit: `"key";r=${left};t=${resets}`,
  ...(allowed ? {} : { "Retry-After": String(resets) }),
});
