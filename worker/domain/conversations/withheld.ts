import { type SQL, sql } from "drizzle-orm";
import { sha256 } from "../batch.ts";

/**
 * Names a message among those that must never be stored. A hash, since a provider's id may hold a phone
 * number (WhatsApp's does) and outlives what is erased.
 */
export const messageKey = (channelId: string, providerId: string): string =>
  sha256(JSON.stringify(["message", channelId, providerId]));

/** Names an entry of the event log likewise. */
export const eventKey = (dedupeKey: string): string => sha256(JSON.stringify(["event", dedupeKey]));

/** SQL that is 1 when what `key` names must not be stored. */
export const isWithheld = (key: SQL): SQL => sql`exists (select 1 from withheld w where w.key = ${key})`;
