/** So many keys are remembered; the one not heard of for longest is forgotten first. */
const KEYS = 20_000;

/**
 * Bounds how often something may happen by key, in this process: `burst` at once, then `perSecond`.
 * What is forgotten starts anew, so it slows a flood down and is no promise.
 */
export function rateLimit({ burst, perSecond }: { burst: number; perSecond: number }) {
  const buckets = new Map<string, { left: number; at: number }>();
  /** @param now UTC ms */
  return (key: string, now: number): boolean => {
    const { left, at } = buckets.get(key) ?? { left: burst, at: now };
    const filled = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
    buckets.delete(key);
    buckets.set(key, { left: Math.max(0, filled - 1), at: now });
    const oldest = buckets.keys().next();
    if (buckets.size > KEYS && !oldest.done) buckets.delete(oldest.value);
    return filled >= 1;
  };
}
