import * as v from "valibot";

/**
 * Text as a person types it: trimmed, NFC, without U+0000, which libSQL stores whole but reads back
 * cut on an embedded file.
 */
export const plainText = (max: number) =>
  v.pipe(
    v.string(),
    v.check((s) => !s.includes("\0"), "INVALID_INPUT"),
    v.transform((s) => s.normalize("NFC").trim()),
    v.maxLength(max, "TOO_LONG"),
  );

export const requiredText = (max: number) => v.pipe(plainText(max), v.minLength(1, "INVALID_INPUT"));

/** An id of ours: a UUIDv7 in lower case, so that ids sort by time. */
export const id = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, "INVALID_INPUT"),
);

/** An id of somebody else's: opaque text. */
export const externalId = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(255),
  v.check((s) => !s.includes("\0"), "INVALID_INPUT"),
);

/** UTC milliseconds. */
export const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
