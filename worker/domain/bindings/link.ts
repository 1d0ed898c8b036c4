import { sql } from "drizzle-orm";
import { BINDING_LINK_MS, BindingLink } from "../../../shared/schemas/binding-link.ts";
import { SOCIAL_CHANNELS } from "../../../shared/schemas/bindings.ts";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import type { Sealer } from "../../sealer.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { moduleOn } from "../guards.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

/** Whoever holds the link may bind this contact to a membership the shop says is theirs. */
export interface BindingToken {
  contactId: string;
  /** UTC ms. */
  issuedAt: number;
}

const CONTEXT = "binding/link";

const social = sql.raw(`(${SOCIAL_CHANNELS.map((kind) => `'${kind}'`).join(", ")})`);

const requireBindable = prepare<{ contactId: string }>(sql`
  update guard set
    target_found = exists (
      select 1 from contact c join channel h on h.id = c.channel_id
      where c.id = ${p("contactId")} and c.deleted_at is null and h.kind in ${social}),
    condition_met = exists (select 1 from connection where kind = 'pixel' and state <> 'disabled')`);

/**
 * The token of a link for the customer, by which they bind this account to their membership of the shop; it works
 * for a day, until it did. It says nothing by itself and is stored nowhere.
 *
 * @throws {Failure} NOT_FOUND, also for a channel without accounts to bind; CONNECTION_NOT_FOUND while no shop has
 *   the pixel
 */
export const makeBindingLink = writeVerb({
  name: "bindings.link",
  permission: "profile:edit",
  module: "pixel",
  input: BindingLink,
  async run(ctx, { contactId }): Promise<{ token: string }> {
    await write(ctx, {
      input: { contactId },
      target: contactId,
      refused: { condition_met: new Failure("CONNECTION_NOT_FOUND") },
      statements: [requireBindable({ contactId })],
    });
    const token: BindingToken = { contactId, issuedAt: ctx.now };
    return { token: await ctx.sealer.seal(CONTEXT, JSON.stringify(token)) };
  },
});

/** null for what is no such link, or has expired. */
export async function openBindingLink(
  sealer: Sealer,
  token: string,
  now: number,
): Promise<BindingToken | null> {
  try {
    const link = JSON.parse(await sealer.open(CONTEXT, token)) as BindingToken;
    return link.issuedAt + BINDING_LINK_MS > now ? link : null;
  } catch {
    return null;
  }
}

/** Whose account would be bound. */
export interface Bindee {
  contactId: string;
  issuedAt: number;
  name: string | null;
  kind: ChannelKind;
  /** The account they write to, as the team calls it. */
  account: string;
  /** The link has done what it was for. */
  used: boolean;
  /** JSON of the setting. */
  region: string | null;
}

/** Bound by a link that was made before. */
export const isUsed = sql`exists (
  select 1 from binding where contact_id = ${p("contactId")} and kind = 'social' and state = 'bound'
    and how = 'button' and at >= ${p("issuedAt")})`;

const select = prepare<
  { contactId: string; issuedAt: number },
  Omit<Bindee, "contactId" | "issuedAt" | "used"> & { used: 0 | 1 }
>(sql`
  select c.name, h.kind, h.name as account, ${isUsed} as used,
    (select value from setting where name = 'defaultRegion') as region
  from contact c join channel h on h.id = c.channel_id
  where c.id = ${p("contactId")} and c.deleted_at is null and h.kind in ${social} and ${moduleOn("pixel")}`);

/** null when the contact is gone, or the pixel switched off. */
export async function findBindee(db: Database, link: BindingToken): Promise<Bindee | null> {
  const { contactId, issuedAt } = link;
  const statement = select({ contactId, issuedAt });
  const [result] = await db.read([statement]);
  const row = result && statement.decode(result)[0];
  return row ? { ...row, contactId, issuedAt, used: row.used === 1 } : null;
}
