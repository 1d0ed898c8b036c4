import type { Command } from "commander";
import { ask } from "./ask.ts";
import { inWorkspace, type InWorkspace, named } from "./options.ts";
import { print, table } from "./print.ts";

export function apiKeyProgram(): Command {
  return named("api-key", "With which other systems put in orders")
    .addCommand(
      inWorkspace(named("create", "Makes a key and prints it, this once"))
        .requiredOption("--name <name>", "the system that will use it")
        .action(async ({ workspace, name }: InWorkspace & { name: string }) => {
          const { key } = await ask("api-key.create", { workspace, name, scopes: ["orders:write"] });
          print(key ?? "");
        }),
    )
    .addCommand(
      inWorkspace(named("list", "Lists the keys")).action(async (o: InWorkspace) => {
        table(await ask("api-key.list", o));
      }),
    )
    .addCommand(
      inWorkspace(named("revoke", "Ends a key at once"))
        .argument("<id>", "as the list names it")
        .action(async (keyId: string, { workspace }: InWorkspace) => {
          await ask("api-key.revoke", { workspace, keyId });
          print("The key is revoked.");
        }),
    );
}
