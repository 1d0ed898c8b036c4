import { resolve } from "node:path";
import type { Command } from "commander";
import { ask } from "./ask.ts";
import { inWorkspace, type InWorkspace, named } from "./options.ts";
import { print } from "./print.ts";

export function migrateProgram(): Command {
  return named("migrate", "Brings every database to the newest schema").action(async () => {
    for (const { database, applied } of await ask("migrate", {})) {
      print(`${database}: ${applied.length > 0 ? applied.join(", ") : "up to date"}`);
    }
  });
}

export function backupProgram(): Command {
  return named("backup", "Copies a workspace, as it is now, into a new file")
    .argument("<file>", "where to; must not exist")
    .option("-w, --workspace <slug>", "the workspace; may be left out when there is only one")
    .action(async (file: string, o: Partial<InWorkspace>) => {
      const made = await ask("backup", { ...o, file: resolve(file) });
      print(`Workspace ${made.workspace} is copied to ${made.file}. The sealing key is not in it.`);
    });
}

export function restoreProgram(): Command {
  return inWorkspace(named("restore", "Puts a backup in a workspace's place"))
    .argument("<file>", "a file that backup made")
    .option("--replace", "when the workspace exists: lose what it holds now", false)
    .action(async (file: string, o: InWorkspace & { replace: boolean }) => {
      const made = await ask("restore", { ...o, file: resolve(file) });
      print(`Workspace ${made.workspace} is as it was in ${made.file}.`);
    });
}
