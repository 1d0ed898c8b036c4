import { Argument, type Command, Option } from "commander";
import { type Role, ROLES } from "../../shared/permissions.ts";
import { ask } from "./ask.ts";
import { inWorkspace, type InWorkspace, named } from "./options.ts";
import { print, table } from "./print.ts";

export function memberProgram(): Command {
  const email = ["<email>", "their mail address"] as const;
  return named("member", "Who works in a workspace")
    .addCommand(
      inWorkspace(named("invite", "Invites a member and prints the link"))
        .argument(...email)
        .requiredOption("--name <name>", "their name")
        .addOption(new Option("--role <role>", "what they may do").choices(ROLES).makeOptionMandatory())
        .action(async (email: string, o: InWorkspace & { name: string; role: Role }) => {
          const { url } = await ask("member.invite", { ...o, email });
          print(`Invitation, valid for 7 days: ${url}`);
        }),
    )
    .addCommand(
      inWorkspace(named("reset-link", "Prints a link to set a new password"))
        .argument(...email)
        .action(async (email: string, o: InWorkspace) => {
          print((await ask("member.reset-link", { ...o, email })).url);
        }),
    )
    .addCommand(
      inWorkspace(named("disable", "Ends a member's sessions and keeps them out"))
        .argument(...email)
        .action(async (email: string, o: InWorkspace) => {
          const { state } = await ask("member.disable", { ...o, email });
          print(`${email} is ${state}.`);
        }),
    )
    .addCommand(
      inWorkspace(named("enable", "Lets a disabled member in again"))
        .argument(...email)
        .action(async (email: string, o: InWorkspace) => {
          const { state } = await ask("member.enable", { ...o, email });
          print(`${email} is ${state}.`);
        }),
    )
    .addCommand(
      inWorkspace(named("set-role", "Changes what a member may do"))
        .argument(...email)
        .addArgument(new Argument("<role>", "what they may do").choices(ROLES))
        .action(async (email: string, role: Role, o: InWorkspace) => {
          await ask("member.set-role", { ...o, email, role });
          print(`${email} is ${role}.`);
        }),
    )
    .addCommand(
      inWorkspace(named("list", "Lists the members")).action(async (o: InWorkspace) => {
        table(await ask("member.list", o));
      }),
    );
}
