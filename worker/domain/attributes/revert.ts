import { sql } from "drizzle-orm";
import { AttributeRevert, type AttributeItem } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { actingMember, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { newestValue } from "./item.ts";
import { recordAttribute, selectAttribute, touchContact } from "./set.ts";

const p = sql.placeholder;

interface Values extends Record<string, unknown> {
  contactId: string;
  attributeId: string;
  valueId: string;
  seen: string | null;
}

const requireFormer = prepare<Values>(sql`
  update guard set target_found = exists (
    select 1 from attribute_value w join attribute_definition d on d.id = w.attribute_id
    where w.id = ${p("valueId")} and w.contact_id = ${p("contactId")} and d.id = ${p("attributeId")}
      and d.archived_at is null)`);

const requireSeen = prepare<Values>(sql`
  update guard set version_fresh =
    ${newestValue(sql`${p("contactId")}`, sql`${p("attributeId")}`)} is ${p("seen")}`);

/** A value of the same attribute: its type never changes, so it is still valid. */
const insertAgain = prepare<Values & { id: string; now: number }>(sql`
  insert into attribute_value (id, contact_id, attribute_id, value, source, author_id, at)
  select ${p("id")}, contact_id, attribute_id, value, 'agent', ${actingMember},
    max(${p("now")}, (select max(at) + 1 from attribute_value
      where contact_id = ${p("contactId")} and attribute_id = ${p("attributeId")}))
  from attribute_value where id = ${p("valueId")}`);

/**
 * Sets an attribute to a value it had before, as a new row of its history.
 *
 * @throws {Failure} NOT_FOUND; STALE when `seen` no longer is its newest value
 */
export const revertAttribute = writeVerb({
  name: "attributes.revert",
  permission: "profile:edit",
  input: AttributeRevert,
  run(ctx, input): Promise<AttributeItem> {
    const { contactId, attributeId } = input;
    const { now } = ctx;
    const about = { contactId, attributeId };
    return write<AttributeItem>(ctx, {
      input,
      target: contactId,
      detail: { attributeId, valueId: input.valueId },
      refused: { version_fresh: new Failure("STALE", { field: "value" }) },
      statements: [
        requireContact({ contactId }),
        requireFormer(input),
        requireSeen(input),
        insertAgain({ ...input, id: newId(now), now }),
        recordAttribute({ ...about, id: newId(now), kind: "attribute.reverted", now }),
        touchContact({ contactId, now }),
      ],
      result: selectAttribute(about),
    });
  },
});
