import { mayCall } from "../../outgoing/outgoing.ts";
import { Failure } from "../failure.ts";

/**
 * Refuses addresses this server may not call, by the fields an admin gave them in.
 *
 * @throws {Failure} ADDRESS_NOT_ALLOWED with the field
 */
export function requireCallable(given: Record<string, string | undefined>): void {
  for (const [field, url] of Object.entries(given)) {
    if (url !== undefined && !mayCall(url)) throw new Failure("ADDRESS_NOT_ALLOWED", { field });
  }
}
