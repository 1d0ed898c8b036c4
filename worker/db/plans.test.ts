import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createClient } from "@libsql/client";
import { expect, test } from "vitest";
import { readMigrations } from "../runtime/migrations.ts";
import { openEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";

/** Tables that grow with the customers and with what they and the team do. */
const GROWING = new Set(
  `attribute_value audit binding cart cart_change contact contact_alias contact_change contact_tag contact_value
  conversation customer event file host_link identity_record inbound_event inbox_link job mail message
  message_alias message_reaction message_status note omo_binding operation pixel_event relay_post shop_member
  shop_order shop_uid tagging told_apart unsent_message webhook_event website_presence withheld`.split(/\s+/),
);

/** Indexes of few rows however large their table: what waits, what was set aside, what is not sealed yet. */
const FEW = new Set(
  `audit_unsealed inbound_event_of_unknown inbound_event_set_aside inbound_event_waiting pixel_event_waiting
  relay_post_parked relay_post_waiting shop_uid_waiting`.split(/\s+/),
);

/** Reads that end soon although their plan does not say so. */
const BOUNDED: [RegExp, string][] = [
  [/from audit where hash is not null order by seq desc limit/, "the newest rows, by their key"],
  [/from inbound_event order by seq limit/, "the oldest rows, by their key"],
  [/from relay_post order by seq limit/, "the oldest rows, by their key"],
  [/from webhook_event order by seq limit/, "the oldest rows, by their key"],
  [
    /from job where state in \('waiting', 'running', 'failed'\).*limit/,
    "no more than are counted for an admin",
  ],
  [/from contact_alias a join person/, "joined to one person's few"],
  [/with person as (not )?materialized/, "joined to one person's few"],
  [/select count\(\*\) = 1 then min\(member_no\)|then min\(member_no\) end/, "members of one phone number"],
  [/'members', json/, "bindings of the team's members, counted for the branches page"],
  [/channel_route r join contact c on c\.channel_id = r\.channel_id/, "once, when an admin shares an inbox"],
  [/as "jobsDueAt"/, "counts that end early, and mails that somebody asked for"],
  [/j\.error in \('http_401', 'http_403'\)/, "once, when an admin gives new credentials"],
  [/with resolved as materialized/, "the panel's one statement: rows of one customer, made by json_each"],
];

const run = promisify(execFile);

async function statements(): Promise<string[]> {
  const script = new URL("../test/statements.ts", import.meta.url).pathname;
  const { stdout } = await run(process.execPath, [script], { maxBuffer: 64_000_000 });
  return JSON.parse(stdout) as string[];
}

/** Which tables a name in a statement may stand for: the same alias may be used in several subqueries. */
function tablesOf(sql: string): Map<string, string[]> {
  const named = new Map<string, string[]>();
  const words = "where|on|join|left|set|order|group|limit|union|cross|using|indexed|not";
  const place = new RegExp(
    String.raw`\b(?:from|join|update|into)\s+"?(\w+)"?(?:\s+(?:as\s+)?(?!(?:${words})\b)"?(\w+)"?)?`,
    "gi",
  );
  for (const [, table = "", alias = table] of sql.matchAll(place))
    named.set(alias, [...(named.get(alias) ?? []), table]);
  return named;
}

test("no statement goes through a table that grows with the customers from end to end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "alongside-plans-"));
  const db = await openEmbedded(join(folder, "shop.db"));
  await migrate(db, await readMigrations("workspace"), 0);
  await db.end();
  await copyFile(join(folder, "shop.db"), join(folder, "copy.db"));
  const copy = createClient({ url: `file:${join(folder, "copy.db")}` });
  const all = await statements();
  expect(all.length).toBeGreaterThan(400);

  const through: string[] = [];
  for (const sql of all) {
    const args = Array.from(sql.matchAll(/\?/g), () => null);
    const { rows } = await copy.execute({ sql: `explain query plan ${sql}`, args });
    const named = tablesOf(sql);
    const text = sql.replace(/\s+/g, " ").trim();
    for (const { detail } of rows) {
      const [, name = "", index = ""] =
        /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(String(detail)) ?? [];
      const grows = (named.get(name) ?? []).some((table) => GROWING.has(table));
      if (grows && !FEW.has(index) && !BOUNDED.some(([known]) => known.test(text)))
        through.push(`${String(detail)}: ${text.slice(0, 200)}`);
    }
  }
  copy.close();
  await rm(folder, { recursive: true, force: true });
  expect(through).toEqual([]);
});
