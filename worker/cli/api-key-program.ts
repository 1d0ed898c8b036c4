import { type Command, Option } from "commander";
import { API_SCOPES, type ApiScope } from "../../shared/schemas/api-keys.ts";
import { ask } from "./ask.ts";
import { inWorkspace, type InWorkspace, named } from "./options.ts";
import { print, table } from "./print.ts";

export function apiKeyProgram(): Command {
  return named("api-key", "With which other systems use the Contact API")
    .addCommand(
      inWorkspace(named("create", "Makes a key and prints it, this once"))
        .requiredOption("--name <name>", "the system that will use it")
        .addOption(
          new Option("--scope <scope...>", "what it may do").choices(API_SCOPES).default(["orders:write"]),
        )
        .action(async ({ workspace, name, scope }: InWorkspace & { name: string; scope: ApiScope[] }) => {
          const { key } = await ask("api-key.create", { workspace, name, scopes: scope });
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
