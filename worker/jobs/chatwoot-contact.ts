import { profileOf, type Place } from "../channels/chatwoot/items.ts";
import { contactPeople } from "../channels/chatwoot/parse.ts";
import { getContact } from "../channels/chatwoot/send.ts";
import { ProviderRefusal } from "../channels/request.ts";
import { failConnection, mendConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import { findConnection } from "../domain/connections/find.ts";
import { findExternalContact } from "../domain/identity/external-contact.ts";
import type { InboundItem } from "../domain/inbound/item.ts";
import { PlanOutdated, receive } from "../domain/inbound/receive.ts";
import type { JobHandler } from "./job.ts";

/**
 * Asks Chatwoot in which other inboxes a new contact is: webhooks tell of the one it wrote in only.
 * Without an access token it stays at that.
 */
export const lookUpChatwootContact: JobHandler = async ({ db, deps, job }) => {
  const connectionId = String(job.payload["connectionId"]);
  const [connection, externalContact] = await Promise.all([
    findConnection(db, deps.sealer, connectionId),
    findExternalContact(db, connectionId, String(job.payload["contactId"])),
  ]);
  const apiToken = connection?.credentials.apiToken;
  const accountId = connection?.settings.accountId;
  if (!connection?.origin || !apiToken || !accountId || externalContact === null) return { done: true };
  const apiBase = connection.settings.apiBase ?? connection.origin;
  try {
    const id = externalContact.slice(accountId.length + 1);
    const contact = await getContact({ apiBase, accountId, apiToken }, id);
    if (connection.state === "failing") {
      await db.write([mendConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    const place: Place = { origin: connection.origin, account: accountId };
    const people = contactPeople(place, contact);
    const at = deps.now();
    const items = people.flatMap(({ person }): InboundItem[] => [
      { kind: "same", person, externalContact, at },
      { kind: "profile", of: person, at, profile: profileOf(contact) },
    ]);
    await receive(
      db,
      at,
      [
        {
          connectionId,
          key: job.id,
          method: "webhook",
          inbox: null,
          profileJob: null,
          receivedAt: at,
          accounts: people.map(({ account }) => account),
          items,
        },
      ],
      [],
    );
    return { done: true };
  } catch (error) {
    if (error instanceof PlanOutdated) return { again: deps.now() };
    if (error instanceof ProviderRefusal && error.status === 404) return { done: true };
    if (error instanceof ProviderRefusal && error.status === 401) {
      await db.write([failConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    throw error;
  }
};
