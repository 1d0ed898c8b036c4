import { resolve } from "node:path";
import type { Command } from "commander";
import { ask } from "./ask.ts";
import { inWorkspace, type InWorkspace, named } from "./options.ts";
import { print } from "./print.ts";

export function auditProgram(): Command {
  return named("audit", "Who did what").addCommand(
    inWorkspace(named("verify", "Checks that nothing was changed, removed, reordered or cut off"))
      .option("--anchors <file>", "anchors kept elsewhere, as lines of JSON; the data folder's when left out")
      .action(async ({ workspace, anchors }: InWorkspace & { anchors?: string }) => {
        const found = await ask("audit.verify", {
          workspace,
          ...(anchors === undefined ? {} : { anchors: resolve(anchors) }),
        });
        const { rows, sealedUpTo, anchoredUpTo } = found;
        print(`The audit of ${workspace} is intact: ${rows} rows, sealed up to row ${sealedUpTo}.`);
        print(
          anchoredUpTo > 0
            ? `Row ${anchoredUpTo} is the newest that is anchored outside the database.`
            : "Nothing is anchored outside the database yet: a chain made anew would not be noticed.",
        );
      }),
  );
}
