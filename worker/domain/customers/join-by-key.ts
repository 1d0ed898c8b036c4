import * as v from "valibot";
import type { Merged } from "../../../shared/schemas/customers.ts";
import { id, plainText } from "../../../shared/text.ts";
import { Failure } from "../failure.ts";
import { planned } from "../planned.ts";
import { writeVerb } from "../verb.ts";
import { compareCustomers } from "./compare.ts";
import { mergeCustomers } from "./merge.ts";

/**
 * Another system says that two contacts are one person. It has seen nobody's screen, so what it would be held
 * against is read just before.
 *
 * @throws {Failure} NOT_FOUND, LIMIT_REACHED; ALREADY_EXISTS when they are one already
 */
export const joinByKey = writeVerb({
  name: "customers.join",
  permission: "customer:merge",
  input: v.object({ contactId: id, otherId: id, reason: v.optional(plainText(200), "") }),
  run: (ctx, { contactId, otherId, reason }): Promise<Merged> =>
    planned(ctx, async () => {
      const { seen, same } = await compareCustomers(ctx, { contactId, otherId });
      if (same) throw new Failure("ALREADY_EXISTS", { field: "other_contact_id" });
      return mergeCustomers(ctx, { contactId, otherId, seen, reason });
    }),
});
