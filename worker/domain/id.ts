import { UUID } from "uuidv7";

/** A new id: UUIDv7, so that ids sort by time. `now` in UTC milliseconds. */
export function newId(now: number): string {
  const random = crypto.getRandomValues(new Uint8Array(10));
  const a = ((random[0] ?? 0) << 4) | ((random[1] ?? 0) & 0x0f);
  const hi =
    ((random[2] ?? 0) & 0x3f) * 2 ** 24 +
    (((random[3] ?? 0) << 16) | ((random[4] ?? 0) << 8) | (random[5] ?? 0));
  const lo =
    (((random[6] ?? 0) << 24) | ((random[7] ?? 0) << 16) | ((random[8] ?? 0) << 8) | (random[9] ?? 0)) >>> 0;
  return UUID.fromFieldsV7(now, a, hi, lo).toString();
}
