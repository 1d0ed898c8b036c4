import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { type AuditRow, auditColumns, hashOf } from "./chain.ts";

const AT_ONCE = 500;
const LEASE_MS = 30_000;

const p = sql.placeholder;

/** The newest row of the chain, as it is remembered outside the database. */
export interface Anchor {
  seq: number;
  hash: string;
  /** When it was sealed, UTC ms. */
  at: number;
}

const selectState = prepare<
  Record<string, never>,
  { waiting: number; seq: number | null; hash: string | null }
>(sql`
  select exists (select 1 from audit where hash is null) as waiting, l.seq, l.hash
  from (select 1) left join (select seq, hash from audit where hash is not null order by seq desc limit 1) l`);

const takeLease = prepare<{ holder: string; now: number; until: number }>(sql`
  insert into audit_seal (id, leased_until, holder) values (1, ${p("until")}, ${p("holder")})
  on conflict (id) do update set leased_until = excluded.leased_until, holder = excluded.holder
  where leased_until <= ${p("now")}`);

const held = sql`exists (select 1 from audit_seal where holder = ${p("holder")})`;

/** Nothing for who does not hold the lease. */
const selectUnsealed = prepare<{ holder: string }, AuditRow>(sql`
  select ${auditColumns} from audit where hash is null and ${held} order by seq limit ${sql.raw(String(AT_ONCE))}`);

const selectBefore = prepare<{ holder: string }, { hash: string | null }>(sql`
  select hash from audit where ${held} and seq < (select min(seq) from audit where hash is null)
  order by seq desc limit 1`);

/** Who lost the lease meanwhile changes nothing. */
const setHashes = prepare<{ rows: string; holder: string }>(sql`
  update audit set previous_hash = j.value ->> 'previousHash', hash = j.value ->> 'hash'
  from json_each(${p("rows")}) j where audit.seq = j.value ->> 'seq' and audit.hash is null and ${held}`);

const endLease = prepare<{ holder: string }>(sql`
  update audit_seal set leased_until = 0 where holder = ${p("holder")}`);

/**
 * Chains what the audit has not chained yet, oldest first, some hundred rows. Several runners may try at
 * once: a lease lets one do it, and the others go on.
 *
 * @returns the newest row of the chain, null while there is none, and whether more waits
 */
export async function sealAudit(
  db: Database,
  now: () => number,
): Promise<{ newest: Omit<Anchor, "at"> | null; more: boolean }> {
  const ask = selectState({});
  const [answer] = await db.read([ask]);
  const state = answer && ask.decode(answer)[0];
  const sealed = state?.hash ? { seq: Number(state.seq), hash: state.hash } : null;
  if (Number(state?.waiting) !== 1) return { newest: sealed, more: false };

  const holder = newId(now());
  const [unsealed, before] = [selectUnsealed({ holder }), selectBefore({ holder })];
  const lease = takeLease({ holder, now: now(), until: now() + LEASE_MS });
  const [, found, last] = await db.write([lease, unsealed, before]);
  const rows = found ? unsealed.decode(found) : [];
  if (rows.length === 0) return { newest: sealed, more: false };

  let previousHash = (last && before.decode(last)[0]?.hash) ?? null;
  const chained = rows.map((row) => {
    const hash = hashOf({ ...row, previousHash });
    const link = { seq: Number(row.seq), previousHash, hash };
    previousHash = hash;
    return link;
  });
  const [stored] = await db.write([
    setHashes({ rows: JSON.stringify(chained), holder }),
    endLease({ holder }),
  ]);
  const newest = chained.at(-1);
  if (!newest || stored?.rowsAffected !== rows.length) return { newest: sealed, more: false };
  return { newest: { seq: newest.seq, hash: newest.hash }, more: rows.length === AT_ONCE };
}
