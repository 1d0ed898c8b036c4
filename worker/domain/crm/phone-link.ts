import { PhoneLink } from "../../../shared/schemas/crm.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";
import { requireLineContact } from "./guards.ts";
import { sealLink } from "./link.ts";

/**
 * The token of a link for the customer, by which they prove a phone number; it works for a day, until it
 * did. Of LINE contacts only.
 *
 * @throws {Failure} NOT_FOUND
 */
export const makePhoneLink = writeVerb({
  name: "crm.phoneLink",
  permission: "profile:edit",
  module: "crm",
  input: PhoneLink,
  async run(ctx, { contactId }): Promise<{ token: string }> {
    await write(ctx, {
      input: { contactId },
      target: contactId,
      statements: [requireLineContact({ contactId })],
    });
    return { token: await sealLink(ctx.sealer, "phone", contactId, ctx.now) };
  },
});
