import type { EventKind } from "../../../shared/events.ts";
import type { Role } from "../../../shared/permissions.ts";
import type { Random } from "../random.ts";
import type { Row } from "../rows.ts";
import { STAFF } from "../shop.ts";

export type Who =
  | { kind: "customer"; name: string | null }
  | { kind: "member"; role: Role }
  | { kind: "system" };

/** Gathers what the seed will write; knows the members' ids. */
export class Ledger {
  readonly random: Random;
  readonly memberIds: Record<Role, string>;
  readonly customers: Row[] = [];
  readonly contacts: Row[] = [];
  readonly values: Row[] = [];
  readonly identities: Row[] = [];
  readonly conversations: Row[] = [];
  readonly messages: Row[] = [];
  readonly unsent: Row[] = [];
  readonly reactions: Row[] = [];
  readonly events: Row[] = [];
  readonly notes: Row[] = [];
  readonly tags: Row[] = [];
  readonly taggings: Row[] = [];
  readonly contactTags: Row[] = [];

  constructor(random: Random, memberIds: Record<Role, string>) {
    this.random = random;
    this.memberIds = memberIds;
  }

  /** As a verb or a webhook would have recorded it at that time. */
  event(at: number, contactId: string, kind: EventKind, who: Who, data: Record<string, unknown> = {}): void {
    this.events.push({
      id: this.random.id(at),
      contact_id: contactId,
      kind,
      actor_kind: who.kind,
      actor_id: who.kind === "member" ? this.memberIds[who.role] : null,
      actor_name: who.kind === "member" ? STAFF[who.role] : who.kind === "customer" ? who.name : null,
      data: JSON.stringify(data),
      at,
    });
  }

  /** One value of a contact's field, with where it came from. */
  value(
    at: number,
    contactId: string,
    field: string,
    value: string,
    author: Role | null,
    source: string,
  ): void {
    this.values.push({
      id: this.random.id(at),
      contact_id: contactId,
      field,
      value,
      source,
      author_id: author ? this.memberIds[author] : null,
      at,
    });
  }
}
