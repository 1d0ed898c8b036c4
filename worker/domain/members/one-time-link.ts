import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";
import { sha256, write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { actingMember } from "../guards.ts";
import { newToken } from "../sessions/token.ts";

const p = sql.placeholder;

export type LinkPurpose = "invitation" | "reset";

const DAY = 864e5;
/** Milliseconds a link works. */
export const LINK_LIFETIME: Record<LinkPurpose, number> = { invitation: 7 * DAY, reset: DAY / 24 };

/** A link that sets a name and password. Its token is in clear only here and in the URL made from it. */
export interface OneTimeLink {
  memberId: string;
  purpose: LinkPurpose;
  token: string;
}

/** What the operation keeps of a link: never its token. */
interface StoredLink {
  memberId: string;
  purpose: LinkPurpose;
  tokenHash: string;
}

/** An invitation while the member has none accepted, else a reset. */
export const insertLink = prepare<{
  tokenHash: string;
  memberId: string;
  now: number;
  invitationEnd: number;
  resetEnd: number;
}>(sql`
  insert into one_time_link (token_hash, purpose, member_id, created_by, created_at, expires_at)
  select ${p("tokenHash")}, case state when 'invited' then 'invitation' else 'reset' end, id, ${actingMember}, ${p("now")},
    case state when 'invited' then ${p("invitationEnd")} else ${p("resetEnd")} end
  from member where id = ${p("memberId")}`);

/** A newer link, or a disabled member, ends the older ones. */
export const voidLinks = prepare<{ memberId: string; now: number }>(sql`
  update one_time_link set used_at = ${p("now")} where member_id = ${p("memberId")} and used_at is null`);

/** Links that were used, or ran out, before then. */
export const purgeLinks = prepare<{ before: number; limit: number }>(sql`
  delete from one_time_link where token_hash in (
    select token_hash from one_time_link where min(expires_at, coalesce(used_at, expires_at)) < ${p("before")}
    limit ${p("limit")})`);

export const linkResult = prepare<{ tokenHash: string }, { result: string }>(sql`
  select json_object('memberId', member_id, 'purpose', purpose, 'tokenHash', token_hash) as result
  from one_time_link where token_hash = ${p("tokenHash")}`);

export const linkEnds = (now: number) => ({
  now,
  invitationEnd: now + LINK_LIFETIME.invitation,
  resetEnd: now + LINK_LIFETIME.reset,
});

const replaceToken = prepare<{ tokenHash: string; previousHash: string }>(sql`
  update one_time_link set token_hash = ${p("tokenHash")}
  where token_hash = ${p("previousHash")} and used_at is null`);

const requireUnused = prepare<{ previousHash: string }>(sql`
  update guard set target_found = exists (
    select 1 from one_time_link where token_hash = ${p("previousHash")} and used_at is null)`);

/**
 * Makes the link of an operation. The operation keeps no token, so when the same operation arrives
 * again (its answer was lost), the same link gets a new token and the lost one ends.
 *
 * @throws {Failure} NOT_FOUND when the repeated operation's link has been used meanwhile
 */
export async function makeLink(
  ctx: Ctx,
  run: (tokenHash: string) => Promise<StoredLink>,
): Promise<OneTimeLink> {
  const token = newToken();
  const tokenHash = await sha256(token);
  const stored = await run(tokenHash);
  const { memberId, purpose } = stored;
  if (stored.tokenHash === tokenHash) return { memberId, purpose, token };
  await write(
    { ...ctx, operationId: undefined },
    {
      input: { repeated: ctx.operationId },
      target: memberId,
      statements: [
        requireUnused({ previousHash: stored.tokenHash }),
        replaceToken({ tokenHash, previousHash: stored.tokenHash }),
      ],
    },
  );
  return { memberId, purpose, token };
}
