import { sql } from "drizzle-orm";
import type { CountryCode } from "libphonenumber-js/min";
import type { ChannelKind } from "../../../shared/channels.ts";
import { displayPhone } from "../../../shared/phone.ts";
import type { Candidate, CandidateReason } from "../../../shared/schemas/panel.ts";

export interface CandidateRow {
  /** Grows with every contact: the newest have the greatest. */
  seq: number;
  contactId: string;
  name: string | null;
  kind: ChannelKind;
  channelName: string;
  externalId: string;
  memberNo: string | null;
  email: string | null;
  phone: string | null;
  lastCustomerAt: number | null;
}

/** A candidate as JSON, from `contact c join channel ch`. */
export const candidateJson = sql`json_object(
  'seq', c.seq, 'contactId', c.id, 'name', c.name, 'kind', ch.kind, 'channelName', ch.name, 'externalId', c.external_id,
  'memberNo', c.member_no, 'email', c.email, 'phone', c.phone, 'lastCustomerAt', c.last_customer_at)`;

/** For one reason, the rows that have it. */
export interface Found {
  reason: CandidateReason;
  rows: CandidateRow[];
}

/** Each contact once with all its reasons, in the order first found. */
export function candidatesOf(found: Found[], region: CountryCode, limit: number): Candidate[] {
  const candidates = new Map<string, Candidate>();
  for (const { reason, rows } of found) {
    for (const row of rows) {
      const candidate = candidates.get(row.contactId) ?? candidateOf(row, region);
      candidates.set(row.contactId, candidate);
      if (!candidate.reasons.includes(reason)) candidate.reasons.push(reason);
    }
  }
  return [...candidates.values()].slice(0, limit);
}

const candidateOf = (row: CandidateRow, region: CountryCode): Candidate => ({
  contactId: row.contactId,
  name: row.name,
  channel: { kind: row.kind, name: row.channelName },
  externalId: row.externalId,
  email: row.email,
  phoneDisplay: row.phone === null ? null : displayPhone(row.phone, region),
  lastCustomerAt: row.lastCustomerAt,
  reasons: [],
});
