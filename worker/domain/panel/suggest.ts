import { sql } from "drizzle-orm";
import type { CountryCode } from "libphonenumber-js/min";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import type { MaskKind } from "../../../shared/masking.ts";
import { parsePhone, possiblePhones } from "../../../shared/phone.ts";
import type { Candidate } from "../../../shared/schemas/panel.ts";
import { jsonArrayOf } from "../../db/json.ts";
import { type CandidateRow, candidatesOf } from "../contacts/candidate.ts";
import { byEmail, byName, byPhone, NO_NAME } from "../contacts/look-up.ts";
import { masked } from "../masking/mask.ts";
import { type MaskPolicy, type Secret, secretsOf } from "../masking/policy.ts";
import { nameMatches, nameQuery } from "../contacts/name-terms.ts";

const CANDIDATES = 8;

type Hints = ConversationRef["hints"];

/** What fills the placeholders of `suggested`. */
export interface HintValues {
  phones: string;
  email: string;
  match: string;
}

export const hintValues = ({ phone = "", email = "", name = "" }: Hints): HintValues => ({
  phones: JSON.stringify(possiblePhones(phone)),
  email: email.toLowerCase(),
  match: nameQuery(name) ?? NO_NAME,
});

/** Who the hints could mean, as JSON; the panel asks only when nobody is certain. */
export const suggested = sql`json_object(
  'phone', ${jsonArrayOf(byPhone)}, 'email', ${jsonArrayOf(byEmail)}, 'name', ${jsonArrayOf(byName)},
  'secrets', (select json_group_array(json(${secretsOf(sql`n.item ->> 'contactId'`)})) from (${byName}) n
    where exists (select 1 from setting where name = 'masking')))`;

export interface Suggested extends Record<"phone" | "email" | "name", CandidateRow[]> {
  /** What those of a like name have in any of their channels; empty while nothing is masked. */
  secrets: Secret[][];
}

/**
 * Each suggestion with its reasons; whoever has the same phone first, then the same email, a like name.
 * Hints are what the page says they are, so who sees a kind of value masked is not told whose it is.
 */
export function suggestions(
  { phone = "", name = "" }: Hints,
  found: Suggested,
  region: CountryCode,
  policy: MaskPolicy,
): Candidate[] {
  const number = parsePhone(phone, region);
  policy.secrets.push(...found.secrets.flat());
  const shown = <Row>(kind: MaskKind, rows: Row[]): Row[] => (policy.kinds.includes(kind) ? [] : rows);
  return candidatesOf(
    [
      {
        reason: "same_phone",
        rows: shown(
          "phone",
          found.phone.filter((row) => row.phone === number),
        ),
      },
      { reason: "same_email", rows: shown("email", found.email) },
      {
        reason: "like_name",
        rows: found.name.filter((row) => nameMatches(masked(row, policy).name ?? "", name)),
      },
    ],
    region,
    CANDIDATES,
  );
}
