import { globSync, readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { detailWords } from "../extension/console/audit/detail-words.ts";
import words from "../extension/console/audit/verbs.en.ts";
import { locale } from "../extension/lib/i18n.ts";
import { API_SCOPES } from "../shared/schemas/api-keys.ts";
import { AUDIT_FACTS, type AuditDetail } from "../shared/schemas/audit.ts";
import { ConnectionUpdate } from "../shared/schemas/connections.ts";
import { MATCHES } from "../shared/schemas/customers.ts";
import { PreferenceSet } from "../shared/schemas/panel.ts";
import { MODULES } from "../shared/modules.ts";
import type { ProcedureMeta } from "../worker/trpc/init.ts";
import { appRouter } from "../worker/trpc/router.ts";

afterEach(() => {
  locale.value = "en";
});

test("the audit has words for whatever a member can do or be refused", () => {
  // tRPC keeps every procedure with the meta its builder was given; its types do not say so.
  const { procedures } = appRouter._def as unknown as {
    procedures: Record<string, { _def: { meta: ProcedureMeta } }>;
  };
  const verbs = Object.values(procedures).map(({ _def }) => _def.meta.verb);
  const without = verbs.filter((verb) => !(verb in words));
  expect(without.map((verb) => `${verb}: add it to extension/console/audit/verbs.*.ts`)).toEqual([]);
});

test("and for whatever is written by a key, by the system or on somebody's behalf", () => {
  const files = globSync("worker/domain/**/*.ts").filter((file) => !file.endsWith(".test.ts"));
  const verbs = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/writeVerb\(\{\s*name: "([\w.]+)"/g)].map(
      ([, verb = ""]) => verb,
    ),
  );
  expect(verbs).toContain("tags.apply");
  expect(verbs.filter((verb) => !(verb in words))).toEqual([]);
});

const said = (detail: AuditDetail, verb = "notes.create") => detailWords({ detail: { ...detail }, verb });

test.each(["en", "zh-TW"] as const)("every fact of a row has a name in %s", (language) => {
  locale.value = language;
  const bare = AUDIT_FACTS.filter((fact) => said({ [fact]: 1 }).startsWith(fact));
  expect(bare).toEqual([]);
});

test.each(["en", "zh-TW"] as const)(
  "values of ours have words in %s; what a person wrote stands",
  (language) => {
    locale.value = language;
    const ours: [keyof AuditDetail, readonly string[]][] = [
      ["changed", Object.keys(ConnectionUpdate.entries).filter((key) => key !== "connectionId")],
      ["code", ["FORBIDDEN", "MODULE_OFF"]],
      ["matched", MATCHES],
      ["name", PreferenceSet.entries.name.options],
      [
        "problem",
        ["unreachable", "sign_in", "no_tls", "mail_off", "forbidden", "gone", "module_off", "address"],
      ],
      ["problem", ["busy_421", "refused_550"]],
      ["scope", API_SCOPES],
      ["value", MODULES],
    ];
    const lastWord = (text: string) => /[:：]\s*(\S+)$/.exec(text)?.[1];
    const raw = ours.flatMap(([fact, values]) =>
      values.filter((value) => lastWord(said({ [fact]: value })) === value).map((value) => [fact, value]),
    );
    expect(raw).toEqual([]);
    expect(said({ reason: "gone" }, "contacts.reveal")).toMatch(/gone$/);
    expect(said({ reason: "gone" }, "webhooks.disabled")).not.toMatch(/[:：]\s*gone$/);
    expect(said({ value: { agent: ["phone"] } })).not.toMatch(/agent|"|\{/);
  },
);
