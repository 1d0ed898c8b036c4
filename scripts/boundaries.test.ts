import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

/** An import that must be refused, by the file it stands in. */
const FORBIDDEN: [file: string, imported: string][] = [
  ["shared/a.ts", "../worker/app.ts"],
  ["shared/b.ts", "hono"],
  ["extension/ui/Button.tsx", "../lib/i18n.ts"],
  ["extension/ui/Field.tsx", "../../shared/text.ts"],
  ["extension/lib/session.ts", "../../worker/trpc/router.ts"],
  ["extension/lib/cache.ts", "../panel/PanelModel.ts"],
  ["extension/inboxes/chatwoot.ts", "../panel/Panel.tsx"],
  ["extension/panel/Panel.tsx", "../inboxes/registry.ts"],
  ["extension/panel/tags/Tags.tsx", "../notes/NotesModel.ts"],
  ["extension/panel/tags/TagsModel.ts", "../../../worker/trpc/router.ts"],
  ["extension/console/account/Account.tsx", "../settings/members/Members.tsx"],
  ["extension/demo/server.ts", "../../worker/demo/inbox.ts"],
  ["extension/demo/Thread.tsx", "../inboxes/demo.ts"],
  ["worker/db/embedded.ts", "../domain/batch.ts"],
  ["worker/domain/tags/apply.ts", "../../trpc/init.ts"],
  ["worker/domain/tags/remove.ts", "hono"],
  ["worker/domain/notes/edit.ts", "../../channels/line/parse.ts"],
  ["worker/channels/line/parse.ts", "drizzle-orm"],
  ["worker/shops/shopify/parse.ts", "drizzle-orm"],
  ["worker/domain/orders/list.ts", "../../shops/registry.ts"],
  ["worker/api/orders.ts", "../jobs/run.ts"],
  ["extension/panel/tags/Orders.tsx", "../orders/Orders.tsx"],
  ["worker/pixel/routes.ts", "drizzle-orm"],
  ["worker/pixel/script/main.ts", "../../trpc/router.ts"],
  ["worker/auth/token.ts", "../trpc/router.ts"],
  ["worker/trpc/tags.ts", "drizzle-orm"],
];

/** An import that must pass, so that a rule that refuses everything is seen. */
const ALLOWED: [file: string, imported: string][] = [
  ["extension/lib/api.ts", "../../worker/trpc/router.ts"],
  ["extension/panel/tags/View.tsx", "../../ui/Button.tsx"],
  ["worker/domain/tags/list.ts", "../../db/statement.ts"],
  ["worker/trpc/notes.ts", "../domain/notes/edit.ts"],
  ["worker/shops/shopify/fetch.ts", "../../channels/request.ts"],
];

test("the linter refuses every import that crosses a room's wall, and only those", () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-boundaries-"));
  cpSync(resolve(import.meta.dirname, "../.oxlintrc.json"), join(folder, ".oxlintrc.json"));
  for (const [file, imported] of [...FORBIDDEN, ...ALLOWED]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import { thing } from "${imported}";\nexport const used = thing;\n`);
  }
  const oxlint = resolve(import.meta.dirname, "../node_modules/.bin/oxlint");
  const { stdout } = spawnSync(oxlint, ["--format=json"], { cwd: folder, encoding: "utf8" });
  rmSync(folder, { recursive: true, force: true });

  const report = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  const refused = report.diagnostics
    .filter(({ code }) => code.includes("no-restricted-imports"))
    .map(({ filename }) => filename);
  expect([...new Set(refused)].sort()).toEqual(FORBIDDEN.map(([file]) => file).sort());
});
