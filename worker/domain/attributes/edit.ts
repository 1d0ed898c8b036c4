import { sql } from "drizzle-orm";
import { AttributeEdit, type AttributeItem } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { newestValue } from "./item.ts";
import { insertValue, recordAttribute, requireAttribute, selectAttribute, touchContact } from "./set.ts";

const p = sql.placeholder;

const requireSeen = prepare<{ contactId: string; attributeId: string; seen: string | null }>(sql`
  update guard set version_fresh = (
    select value from attribute_value
    where id = ${newestValue(sql`${p("contactId")}`, sql`${p("attributeId")}`)}) is ${p("seen")}`);

const asJson = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/**
 * A member sets an attribute of a contact; null unsets it, which differs from 0, false and an empty text.
 *
 * @throws {Failure} INVALID_NUMBER, INVALID_DATE, TOO_LONG, INVALID_INPUT (field `value`); NOT_FOUND, also
 *   for an attribute that is put away or of another type; STALE when it no longer is what the member saw
 */
export const editAttribute = writeVerb({
  name: "attributes.edit",
  permission: "profile:edit",
  input: AttributeEdit,
  run(ctx, input): Promise<AttributeItem> {
    const { contactId, attributeId, type, value, seen } = input;
    const { now } = ctx;
    const about = { contactId, attributeId };
    return write<AttributeItem>(ctx, {
      input,
      target: contactId,
      detail: { attributeId },
      refused: { version_fresh: new Failure("STALE", { field: "value" }) },
      statements: [
        requireContact({ contactId }),
        requireAttribute({ attributeId, type }),
        requireSeen({ ...about, seen: asJson(seen) }),
        insertValue({ ...about, id: newId(now), value: asJson(value), now }),
        recordAttribute({ ...about, id: newId(now), kind: "attribute.edited", now }),
        touchContact({ contactId, now }),
      ],
      result: selectAttribute(about),
    });
  },
});
