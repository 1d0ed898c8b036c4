import { type SQL, sql } from "drizzle-orm";
import type { CountryCode } from "libphonenumber-js/min";
import { displayPhone } from "../../../shared/phone.ts";
import type { PhoneField, ProfileField, ValueSource } from "../../../shared/schemas/panel.ts";

/** Where the current value of a field came from. */
export interface Provenance {
  source: ValueSource;
  authorName: string | null;
  /** UTC ms. */
  at: number;
}

export interface ProvenanceRow extends Provenance {
  field: string;
}

/** The newest value row of each field the profile shows, as JSON. */
export const provenanceOf = (contactId: SQL): SQL => sql`
  select json_object('field', v.field, 'source', v.source, 'at', v.at, 'authorName', m.name) as item
  from (select 'name' as field union all select 'email' union all select 'phone' union all select 'member_no') f
  join contact_value v on v.id = (
    select id from contact_value where contact_id = ${contactId} and field = f.field order by at desc, id desc limit 1)
  left join member m on m.id = v.author_id`;

/** A value that never was set came from nowhere; one that was taken away says by whom. */
export function profileField(value: string | null, from: Provenance | undefined): ProfileField {
  if (!from) return { value, source: null, authorName: null, at: null };
  return { value, source: from.source, authorName: from.authorName, at: from.at };
}

export function phoneField(
  value: string | null,
  from: Provenance | undefined,
  { region, locked }: { region: CountryCode; locked: boolean },
): PhoneField {
  const display = value === null ? null : displayPhone(value, region);
  return { ...profileField(value, from), display, locked };
}
