import { sql } from "drizzle-orm";
import { SessionRevoke } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { actingMember } from "../guards.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const requireOwn = prepare<{ sessionId: string }>(sql`
  update guard set target_found = exists (
    select 1 from session where id = ${p("sessionId")} and member_id = ${actingMember} and revoked_at is null)`);

/** And the browser's session it came from, which could make another without a password. */
const revoke = prepare<{ sessionId: string; now: number }>(sql`
  update session set revoked_at = ${p("now")}
  where revoked_at is null and exists (
    select 1 from session s where s.id = ${p("sessionId")} and session.id in (s.id, s.signed_in_by))`);

/**
 * Ends one of the member's own sessions, also the one that asks, at once.
 *
 * @throws {Failure} NOT_FOUND, also for somebody else's
 */
export const revokeSession = writeVerb({
  name: "sessions.revoke",
  permission: "self",
  unmasked: "team",
  input: SessionRevoke,
  async run(ctx, input): Promise<{ sessionId: string }> {
    const { sessionId } = input;
    await write(ctx, {
      input,
      target: sessionId,
      statements: [requireOwn({ sessionId }), revoke({ sessionId, now: ctx.now })],
    });
    return { sessionId };
  },
});
