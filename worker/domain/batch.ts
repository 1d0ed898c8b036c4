import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { InStatement, ResultSet } from "@libsql/client";
import type { MaskKind } from "../../shared/masking.ts";
import { MODULE_DEFAULTS } from "../../shared/modules.ts";
import { type Permission, PERMISSIONS, type Role, ROLES } from "../../shared/permissions.ts";
import type { AuditDetail } from "../../shared/schemas/audit.ts";
import { DatabaseUnavailable, type GuardName, GuardRefusal, isUniqueViolation } from "../db/database.ts";
import { prepare, type Statement } from "../db/statement.ts";
import type { Actor, Ctx } from "./ctx.ts";
import { Failure, unavailable } from "./failure.ts";
import { newId } from "./id.ts";
import { learn, masksOfRole, secretsOf } from "./masking/policy.ts";

/** The member a session belongs to, as the first statement of a read found it. */
export interface Acting {
  memberId: string;
  name: string;
  email: string;
  role: Role;
  sessionId: string;
  /** What their role sees masked. */
  masks: readonly MaskKind[];
}

const p = sql.placeholder;

/** The right and the module a batch asks for. */
type Needed = { permission: string; roles: string; module: string | null; moduleDefault: number };
type Asked = { key: string; now: number } & Needed;

/** Without a module the path is null, and what is not set follows the default. */
const moduleOn = sql`coalesce(
      (select json_extract(value, '$.' || ${p("module")}) from setting where name = 'modules'), ${p("moduleDefault")})`;

const live = (by: SQL): SQL => sql`${by} and s.revoked_at is null and s.expires_at > ${p("now")}`;
const byToken = live(sql`s.access_hash = ${p("key")} and s.access_expires_at > ${p("now")}`);
const bySession = live(sql`s.id = ${p("key")}`);

const allowed = sql`coalesce(
      (select o.allowed from permission_override o where o.role = m.role and o.permission = ${p("permission")}),
      instr(${p("roles")}, ' ' || m.role || ' ') > 0)`;

/** A live session's member, and whether the member's role holds a right. One row, or none. */
const selectActing = (from: SQL) =>
  prepare<Asked, Omit<Acting, "masks"> & { allowed: number; moduleOn: number; masks: string | null }>(sql`
  select m.id as "memberId", m.name, m.email, m.role, s.id as "sessionId", ${allowed} as allowed,
    ${moduleOn} as "moduleOn", ${masksOfRole(sql`m.role`)} as masks from ${from}`);

const guardMember = (from: SQL) =>
  prepare<Asked>(sql`
  insert or replace into guard
    (id, actor_kind, member_id, member_name, member_role, session_live, right_held, module_on)
  select 1, 'member', m.id, m.name, m.role, m.id is not null, case when m.id is null then 1 else ${allowed} end,
    ${moduleOn}
  from (select 1) left join ${from}`);

/** `permission` is the scope then. */
const byKey = sql`k.hash = ${p("key")} and k.revoked_at is null`;
const inScope = sql`exists (select 1 from json_each(k.scopes) where value = ${p("permission")})`;

const active = sql`m.state = 'active'`;
const ownMember = sql`m.id = s.member_id and ${active}`;

/** How each kind of actor is found and proven. */
const ACTORS = {
  member: {
    select: selectActing(sql`session s join member m on ${ownMember} where ${byToken}`),
    guard: guardMember(sql`session s on ${byToken} left join member m on ${ownMember}`),
  },
  session: {
    select: selectActing(sql`session s join member m on ${ownMember} where ${bySession}`),
    guard: guardMember(sql`session s on ${bySession} left join member m on ${ownMember}`),
  },
  behalf: {
    select: selectActing(sql`(select '' as id) s join member m on m.id = ${p("key")} and ${active}`),
    guard: guardMember(sql`member m on m.id = ${p("key")} and ${active}`),
  },
  key: {
    select: prepare<
      Asked,
      Omit<Acting, "masks"> & { allowed: number; moduleOn: number; masks: string | null }
    >(sql`
      select k.id as "memberId", k.name, '' as email, 'admin' as role, '' as "sessionId", ${inScope} as allowed,
        ${moduleOn} as "moduleOn", null as masks from api_key k where ${byKey}`),
    /** It acts as the system, under its own name: events show it, `created_by` and `author_id` hold its id. */
    guard: prepare<Asked>(sql`
      insert or replace into guard
        (id, actor_kind, member_id, member_name, member_role, session_live, right_held, module_on)
      select 1, 'system', k.id, k.name, null, k.id is not null, case when k.id is null then 1 else ${inScope} end,
        ${moduleOn}
      from (select 1) left join api_key k on ${byKey}`),
  },
};

const guardSystem = prepare<Needed>(sql`
  insert or replace into guard
    (id, actor_kind, member_id, member_name, member_role, session_live, right_held, module_on)
  values (1, 'system', null, null, null, 1, 1, ${moduleOn})`);

/** Whose values they are: of a contact, or of whom a note or a conversation belongs to. */
const secrets = secretsOf(sql`coalesce(
    (select contact_id from note where id = ${p("about")}),
    (select contact_id from conversation where id = ${p("about")}), ${p("about")})`);

/** What the contact a read is about has of values that must not show to everyone. */
const selectSecrets = prepare<{ about: string }, { secrets: string | null }>(sql`
  select case when exists (select 1 from setting where name = 'masking') then ${secrets} end as secrets`);

/** What the answer of a write must not hold. */
const selectPolicy = prepare<{ about: string | null }>(sql`
  select masks, case when masks is not null then ${secrets} end as secrets
  from (select ${masksOfRole(sql`member_role`)} as masks from guard)`);

const insertOperation = prepare<{
  id: string;
  verb: string;
  inputHash: string;
  now: number;
  target: string | null;
  keptUntil: number | null;
}>(sql`
  insert into operation (id, member_id, verb, input_hash, at, target, kept_until)
  select ${p("id")}, coalesce(member_id, 'system'), ${p("verb")}, ${p("inputHash")}, ${p("now")}, ${p("target")},
    ${p("keptUntil")}
  from guard`);

/** The id of an operation that is kept no longer names the next one. */
const forgetOperation = prepare<{ id: string; now: number }>(sql`
  delete from operation where id = ${p("id")} and kept_until <= ${p("now")}`);

interface OperationRow {
  memberId: string;
  inputHash: string;
  result: string | null;
  keptUntil: number | null;
  gone: 0 | 1;
}

/** Whether the contact that an operation was about is deleted, also when its target is under the contact. */
const gone = sql`exists (select 1 from contact where deleted_at is not null and id = coalesce(
    (select contact_id from note where id = operation.target),
    (select contact_id from conversation where id = operation.target), operation.target))`;

const selectOperation = prepare<{ id: string }, OperationRow>(sql`
  select member_id as "memberId", input_hash as "inputHash", result,
    kept_until as "keptUntil", ${gone} as gone
  from operation where id = ${p("id")}`);

/** A fleeting answer is read again for this long, ms: for a client that lost the first one. */
const FLEETING_MS = 60_000;

const requireRepeat = prepare<{ id: string; inputHash: string; since: number }>(sql`
  update guard set (condition_met, target_found) = (
    select member_id = coalesce(guard.member_id, 'system') and input_hash = ${p("inputHash")} and at > ${p("since")},
      not ${gone}
    from operation where id = ${p("id")}
    union all select 0, 1 limit 1)`);

const insertAudit = prepare<{
  now: number;
  verb: string;
  target: string | null;
  detail: string;
  requestId: string;
}>(sql`
  insert into audit (at, actor_kind, actor_id, verb, target, detail, request_id)
  select ${p("now")}, case when actor_kind = 'system' and member_id is not null then 'key' else actor_kind end,
    member_id, ${p("verb")}, ${p("target")}, ${p("detail")}, ${p("requestId")}
  from guard`);

/** Roles holding a right by default, each between spaces, as `instr` looks for them. */
export const defaultRoles = Object.fromEntries(
  Object.entries(PERMISSIONS).map(([name, roles]) => [name, ` ${roles.join(" ")} `]),
) as Record<Permission, string>;

type Rows<Statements extends readonly Statement[]> = {
  -readonly [K in keyof Statements]: Statements[K] extends Statement<infer Row> ? Row[] : never;
};

/**
 * Reads for a screen: one batch, in front of it the session, the member and the right. When that row
 * is missing or says no, nothing of the rest is returned.
 *
 * @throws {Failure} UNAUTHENTICATED, FORBIDDEN, MODULE_OFF
 */
export async function read<const S extends readonly Statement[]>(
  ctx: Ctx,
  statements: S,
): Promise<{ acting: Acting; rows: Rows<S> }> {
  const front = actingStatement(ctx);
  const results = await ctx.db.read([...front, ...statements]);
  const acting = decodeActing(ctx, results);
  if (front.length === 2) learn(ctx.policy, { secrets: results[1]?.rows[0]?.["secrets"] });
  return { acting, rows: decode(statements, results.slice(front.length)) };
}

function actingStatement(ctx: Ctx): Statement[] {
  if (ctx.actor.kind === "system") return [];
  const acting = ACTORS[ctx.actor.kind].select({ key: keyOf(ctx.actor), now: ctx.now, ...needed(ctx) });
  return ctx.about === null ? [acting] : [acting, selectSecrets({ about: ctx.about })];
}

function keyOf(actor: Exclude<Actor, { kind: "system" }>): string {
  switch (actor.kind) {
    case "member":
      return actor.accessHash;
    case "session":
      return actor.sessionId;
    case "behalf":
      return actor.memberId;
    case "key":
      return actor.keyHash;
  }
}

/** What a batch asks for, as the guard statements take it. */
function needed({ actor, permission, module }: Ctx): Needed {
  const part = { module, moduleDefault: module === null || MODULE_DEFAULTS[module] ? 1 : 0 };
  if (actor.kind === "key") return { permission: actor.scope, roles: "", ...part };
  if (permission === "self") return { permission: "", roles: ` ${ROLES.join(" ")} `, ...part };
  return { permission, roles: defaultRoles[permission], ...part };
}

const SYSTEM: Acting = {
  memberId: "system",
  name: "system",
  email: "",
  role: "admin",
  sessionId: "",
  masks: [],
};

function decodeActing(ctx: Ctx, results: ResultSet[]): Acting {
  if (ctx.actor.kind === "system") return SYSTEM;
  const row = results[0]?.rows[0];
  if (!row) throw new Failure("UNAUTHENTICATED");
  if (Number(row["allowed"]) !== 1) throw new Failure("FORBIDDEN");
  if (Number(row["moduleOn"]) !== 1) throw new Failure("MODULE_OFF");
  learn(ctx.policy, { masks: row["masks"] });
  return { ...(row as unknown as Acting), masks: ctx.policy.kinds };
}

function decode<const S extends readonly Statement[]>(statements: S, results: ResultSet[]): Rows<S> {
  return statements.map((statement, i) => {
    const result = results[i];
    if (!result) throw new Error("the database answered fewer results than statements");
    return statement.decode(result);
  }) as Rows<S>;
}

/** What a write is, beside its context. */
export interface Write<Result> {
  /** What the client sent, for telling a repeat from a conflict. */
  input: unknown;
  /** The id of what is changed, for the audit and for erasing: a contact's, or of something under it. */
  target: string | null;
  /** For the audit: never a customer's personal data. */
  detail?: AuditDetail;
  /** Conditions on the guard row (see `require…` in guards.ts) and effects, in order. */
  statements: readonly Statement[];
  /** A select of one row with one column `result`, JSON text: what the verb answers with. */
  result?: Statement<{ result: string }>;
  /**
   * Not stored: a repeat within a minute reads it again, and is audited again; a later one is CONFLICT.
   * For an answer that must not rest in the operation.
   */
  fleeting?: boolean;
  /** A repeat is answered also when the contact is deleted, not with NOT_FOUND: it says nothing of them. */
  outlasting?: boolean;
  /** What to throw for a refused guard; the defaults are NOT_FOUND, STALE and INVALID_INPUT. */
  refused?: Partial<Record<GuardName, Failure>>;
  /** Maps the stored JSON; not needed when the type is plain JSON. */
  decode?: (result: unknown) => Result;
}

/**
 * One write batch: guard, operation, conditions and effects, audit, result. It happens whole or not at
 * all. The same operation id with the same input answers the first result again and changes nothing.
 *
 * @throws {Failure} UNAUTHENTICATED, FORBIDDEN, MODULE_OFF, CONFLICT, UNAVAILABLE, and what `refused` names
 */
export async function write<Result = void>(ctx: Ctx, spec: Write<Result>): Promise<Result> {
  const operationId = ctx.operationId ?? newId(ctx.now);
  const inputHash = ctx.inputHash ?? sha256(JSON.stringify([ctx.verb, spec.input]));
  const result = spec.result;
  const { now, verb, keptUntil = null } = ctx;
  const statements = [
    guardOf(ctx),
    ...(keptUntil === null ? [] : [forgetOperation({ id: operationId, now })]),
    insertOperation({ id: operationId, verb, inputHash, now, target: spec.target, keptUntil }),
    ...spec.statements,
    audited(ctx, spec.target, spec.detail),
    ...(result
      ? [selectPolicy({ about: ctx.about }), spec.fleeting ? result : stored(result, operationId)]
      : []),
  ];
  try {
    const results = await ctx.db.write(statements);
    ctx.written?.();
    return result ? answerOf(ctx, spec, results) : (undefined as Result);
  } catch (error) {
    if (!isUniqueViolation(error, "operation.id")) throw refusal(spec, error);
    return spec.fleeting && result
      ? replayFleeting(ctx, spec, result, operationId, inputHash)
      : replay(ctx, spec, operationId, inputHash);
  }
}

const guardOf = (ctx: Ctx): Statement =>
  ctx.actor.kind === "system"
    ? guardSystem(needed(ctx))
    : ACTORS[ctx.actor.kind].guard({ key: keyOf(ctx.actor), now: ctx.now, ...needed(ctx) });

const audited = ({ now, verb, requestId }: Ctx, target: string | null, detail: AuditDetail = {}): Statement =>
  insertAudit({ now, verb, target, detail: JSON.stringify(detail), requestId });

/** The last two results of a write: what its answer must not hold, and the answer. */
function answerOf<Result>(ctx: Ctx, spec: Write<Result>, results: ResultSet[]): Result {
  const policy = results.at(-2)?.rows[0];
  learn(ctx.policy, { masks: policy?.["masks"], secrets: policy?.["secrets"] });
  return decodeResult(spec, results.at(-1)?.rows[0]?.["result"]);
}

const stored = (result: Statement<{ result: string }>, operationId: string): InStatement => ({
  sql: `update operation set result = (${result.sql}) where id = ? returning result`,
  args: [...result.args, operationId],
});

async function replay<Result>(
  ctx: Ctx,
  spec: Write<Result>,
  operationId: string,
  inputHash: string,
): Promise<Result> {
  const { acting, rows } = await read(ctx, [selectOperation({ id: operationId })]);
  const [[first]] = rows;
  if (!first || first.memberId !== acting.memberId || first.inputHash !== inputHash) {
    throw new Failure("CONFLICT");
  }
  if (first.gone && !spec.outlasting) throw new Failure("NOT_FOUND");
  return spec.result ? decodeResult(spec, first.result) : (undefined as Result);
}

/**
 * What the operation this call names was answered with, when it has happened already: for a verb that finds out
 * what to do before it writes, and would find another state than the first time.
 *
 * @throws {Failure} CONFLICT when it was something else
 */
export async function answeredBefore<Result>(ctx: Ctx): Promise<{ result: Result } | null> {
  const { operationId: id, inputHash, now } = ctx;
  if (id === undefined || inputHash === undefined) return null;
  const { acting, rows } = await read(ctx, [selectOperation({ id })]);
  const [[first]] = rows;
  if (!first || (first.keptUntil !== null && first.keptUntil <= now)) return null;
  if (first.memberId !== acting.memberId || first.inputHash !== inputHash) throw new Failure("CONFLICT");
  if (first.gone) throw new Failure("NOT_FOUND");
  return { result: JSON.parse(first.result ?? "null") as Result };
}

/** Reads fresh values, so it asks for the session, the right and the contact like the first time. */
async function replayFleeting<Result>(
  ctx: Ctx,
  spec: Write<Result>,
  result: Statement<{ result: string }>,
  operationId: string,
  inputHash: string,
): Promise<Result> {
  try {
    const results = await ctx.db.write([
      guardOf(ctx),
      requireRepeat({ id: operationId, inputHash, since: ctx.now - FLEETING_MS }),
      audited(ctx, spec.target, { ...spec.detail, again: true }),
      selectPolicy({ about: ctx.about }),
      result,
    ]);
    ctx.written?.();
    return answerOf(ctx, spec, results);
  } catch (error) {
    throw refusal({ ...spec, refused: { condition_met: new Failure("CONFLICT") } }, error);
  }
}

function decodeResult<Result>(spec: Write<Result>, text: unknown): Result {
  const value: unknown = typeof text === "string" ? JSON.parse(text) : null;
  return spec.decode ? spec.decode(value) : (value as Result);
}

function refusal(spec: Write<never> | Write<unknown>, error: unknown): unknown {
  if (error instanceof DatabaseUnavailable) return unavailable(error);
  if (!(error instanceof GuardRefusal)) return error;
  const named = spec.refused?.[error.guard];
  if (named) return named;
  switch (error.guard) {
    case "session_live":
      return new Failure("UNAUTHENTICATED");
    case "right_held":
      return new Failure("FORBIDDEN");
    case "target_found":
      return new Failure("NOT_FOUND");
    case "version_fresh":
      return new Failure("STALE");
    case "condition_met":
      return new Failure("INVALID_INPUT");
    case "module_on":
      return new Failure("MODULE_OFF");
  }
}

/** SHA-256 in base64url. Short texts only: WebCrypto's way over another thread costs ten times as much. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
