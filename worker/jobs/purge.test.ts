import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, type TestWorkspace } from "../test/workspace.ts";
import { PURGE } from "./purge.ts";

const DAY = 86_400_000;

async function purge(shop: TestWorkspace): Promise<void> {
  await shop.db.write([
    {
      sql: "insert into job (id, kind, key, payload, state, run_at, created_at, updated_at) values (?, ?, ?, '{}', 'waiting', 0, 0, 0)",
      args: [newId(1), PURGE, PURGE],
    },
  ]);
  await work(shop);
}

test("sessions and links that were over 30 days ago go, in steps; what may still be used stays", async () => {
  const shop = await createTestWorkspace();
  const now = shop.clock.now;
  const memberId = shop.memberId("agent");
  const long = now - 30 * DAY;
  /** How each ended: [name, when it expires, when it was revoked or used]. */
  const ends: [string, number, number | null][] = [
    ["expired", long - 1, null],
    ["given-up", now + DAY, long - 1],
    ["expired-lately", long, null],
    ["given-up-lately", now + DAY, long],
    ["alive", now + DAY, null],
  ];
  const many = Array.from({ length: 1100 }, (_, i): [string, number, null] => [`many${i}`, long - 1, null]);
  const session =
    "insert into session (id, member_id, client, created_at, last_seen_at, expires_at, revoked_at) values (?, ?, 'browser', 0, 0, ?, ?)";
  const link =
    "insert into one_time_link (token_hash, purpose, member_id, created_at, expires_at, used_at) values (?, 'reset', ?, 0, ?, ?)";
  const code =
    "insert into authorization_code (code_hash, member_id, session_id, client, redirect_uri, code_challenge, created_at, expires_at) values (?, ?, ?, 'console', '', '', 0, 0)";
  await shop.db.write(
    [...ends, ...many].flatMap(([name, expires, ended]) =>
      [session, link].map((sql) => ({ sql, args: [name, memberId, expires, ended] })),
    ),
  );
  await shop.db.write(["expired", "alive"].map((name) => ({ sql: code, args: [name, memberId, name] })));
  const stay = [{ id: "alive" }, { id: "expired-lately" }, { id: "given-up-lately" }];

  await purge(shop);
  expect(shop.reported).toEqual([]);
  const mine = "in ('expired','given-up','expired-lately','given-up-lately','alive') or id like 'many%'";
  expect(await rowsOf(shop, `select id from session where id ${mine} order by id`)).toEqual(stay);
  expect(await rowsOf(shop, "select token_hash as id from one_time_link order by 1")).toEqual(stay);
  expect(await rowsOf(shop, "select code_hash as id from authorization_code")).toEqual([{ id: "alive" }]);
  // Whoever is signed in stays so.
  await expect(shop.client("agent").sessions.list.query()).resolves.toBeDefined();
});
