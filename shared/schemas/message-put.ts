import * as v from "valibot";
import { externalId, id, plainText, requiredText } from "../text.ts";
import { ROWS_PER_CALL } from "./contact-put.ts";

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** A message as another system puts it into a conversation: what was said elsewhere, such as in an older inbox. */
export const MessagePut = v.strictObject({
  /** Its name at its source: the same again is the same message. */
  provider_id: externalId,
  sender: v.strictObject({
    kind: v.picklist(["customer", "agent", "bot"]),
    name: v.optional(v.nullable(plainText(200)), null),
  }),
  text: requiredText(10_000),
  at: v.pipe(
    v.string(),
    v.regex(ISO, "INVALID_DATE"),
    v.check((text) => Date.parse(text) >= 0, "INVALID_DATE"),
    v.transform((text) => Date.parse(text)),
  ),
});

export const MessagesPut = v.object({
  conversationId: id,
  rows: v.pipe(v.array(v.unknown()), v.minLength(1, "INVALID_INPUT"), v.maxLength(ROWS_PER_CALL, "TOO_LONG")),
});
