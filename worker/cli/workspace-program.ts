import type { Command } from "commander";
import { ask } from "./ask.ts";
import { named } from "./options.ts";
import { print, table } from "./print.ts";
import { secret } from "./secret.ts";

export function workspaceProgram(): Command {
  return named("workspace", "Workspaces: one database each")
    .addCommand(
      named("create", "Creates a workspace")
        .argument("<slug>", "its name in addresses: lower-case letters, digits and hyphens")
        .option("--name <name>", "what people call it; the slug when left out")
        .option("--admin <email>", "invites the first admin and prints the link")
        .option("--url <url>", "libSQL URL of its database, on a libSQL server")
        .option("--token <token>", 'token for that database; "-": from standard input, or WORKSPACE_TOKEN')
        .action(async (slug: string, o: { name?: string; admin?: string; url?: string; token?: string }) => {
          const token = await secret(o.token, "WORKSPACE_TOKEN");
          const made = await ask("workspace.create", {
            slug,
            name: o.name ?? slug,
            admin: o.admin,
            url: o.url,
            token,
          });
          print(`Workspace ${slug} is at ${made.url}`);
          if (made.invitation) print(`Invitation for ${o.admin}, valid for 7 days: ${made.invitation}`);
        }),
    )
    .addCommand(
      named("list", "Lists the workspaces").action(async () => {
        table(await ask("workspace.list", {}));
      }),
    );
}
