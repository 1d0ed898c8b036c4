import { resolve } from "node:path";
import { Argument, Command, Option } from "commander";
import { type Role, ROLES } from "../../shared/permissions.ts";
import { ask } from "./ask.ts";
import { print, table } from "./print.ts";
import { requiredSecret, secret } from "./secret.ts";

interface InWorkspace {
  workspace: string;
}

const named = (name: string, description: string): Command => new Command(name).description(description);
const inWorkspace = (command: Command): Command =>
  command.requiredOption("-w, --workspace <slug>", "the workspace");
const roleArgument = new Argument("<role>", "what they may do").choices(ROLES);

/** The operator's command line: a noun, a verb and what they need. */
export function program(): Command {
  return new Command("alongside")
    .description(
      "Manages the workspaces of an installation.\n" +
        "Acts on the data folder ALONGSIDE_DATA (./.data), beside a running server by asking it,\n" +
        "or on the libSQL server that DIRECTORY_URL names.",
    )
    .addCommand(workspace())
    .addCommand(member())
    .addCommand(connection("connection", "Ways messages come in"))
    .addCommand(channel())
    .addCommand(migrate())
    .addCommand(backup())
    .addCommand(restore())
    .showHelpAfterError("Add --help for what it takes.");
}

function workspace(): Command {
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

function member(): Command {
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
        .addArgument(roleArgument)
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

function addLine(): Command {
  return inWorkspace(named("line", "Connects a LINE official account"))
    .requiredOption("--name <name>", "what the team calls it")
    .option("--secret <secret>", 'channel secret; "-": from standard input, or LINE_CHANNEL_SECRET')
    .option("--token <token>", 'channel access token; "-": from standard input, or LINE_CHANNEL_ACCESS_TOKEN')
    .option("--account <id>", "the bot's user id; looked up when left out")
    .option("--api-base <url>", "where the Messaging API answers; LINE's own when left out")
    .action(async (o: InWorkspace & Record<"name" | "secret" | "token" | "account" | "apiBase", string>) => {
      const channelSecret = await requiredSecret(o.secret, "--secret", "LINE_CHANNEL_SECRET");
      const accessToken = await requiredSecret(o.token, "--token", "LINE_CHANNEL_ACCESS_TOKEN");
      const { name, account: accountId, apiBase } = o;
      const connection = { name, channelSecret, accessToken, accountId, apiBase };
      const { webhookUrl } = await ask("connection.add.line", { workspace: o.workspace, connection });
      print(`Set this as the webhook URL in the LINE Developers Console: ${webhookUrl}`);
    });
}

function addChatwoot(): Command {
  return inWorkspace(named("chatwoot", "Connects an account of a Chatwoot"))
    .requiredOption("--name <name>", "what the team calls it")
    .requiredOption("--origin <url>", "where agents open Chatwoot")
    .requiredOption("--account <number>", "the account's number in its URLs")
    .option("--secret <secret>", 'webhook secret; "-": from standard input, or CHATWOOT_WEBHOOK_SECRET')
    .option(
      "--token <token>",
      'access token, for the history; "-": from standard input, or CHATWOOT_API_TOKEN',
    )
    .option("--api-base <url>", "where its REST API answers, when that is not the origin")
    .action(
      async (
        o: InWorkspace &
          Record<"name" | "origin" | "account", string> &
          Partial<Record<"secret" | "token" | "apiBase", string>>,
      ) => {
        const webhookSecret = await secret(o.secret, "CHATWOOT_WEBHOOK_SECRET");
        const apiToken = await secret(o.token, "CHATWOOT_API_TOKEN");
        const { name, origin, account: accountId, apiBase } = o;
        const connection = { name, origin, accountId, webhookSecret, apiToken, apiBase };
        const { webhookUrl } = await ask("connection.add.chatwoot", { workspace: o.workspace, connection });
        print(`Add this as a webhook in Chatwoot's integrations: ${webhookUrl}`);
      },
    );
}

function connection(name: string, description: string): Command {
  return named(name, description)
    .addCommand(named("add", "Adds one").addCommand(addLine()).addCommand(addChatwoot()))
    .addCommand(
      inWorkspace(named("list", "Lists the connections")).action(async (o: InWorkspace) => {
        table(await ask("connection.list", o));
      }),
    );
}

function channel(): Command {
  return named("channel", "Accounts customers write to")
    .addCommand(named("add", "Adds one with its connection").addCommand(addLine()))
    .addCommand(
      inWorkspace(named("list", "Lists the channels")).action(async (o: InWorkspace) => {
        table(await ask("channel.list", o));
      }),
    );
}

function migrate(): Command {
  return named("migrate", "Brings every database to the newest schema").action(async () => {
    for (const { database, applied } of await ask("migrate", {})) {
      print(`${database}: ${applied.length > 0 ? applied.join(", ") : "up to date"}`);
    }
  });
}

function backup(): Command {
  return named("backup", "Copies a workspace, as it is now, into a new file")
    .argument("<file>", "where to; must not exist")
    .option("-w, --workspace <slug>", "the workspace; may be left out when there is only one")
    .action(async (file: string, o: Partial<InWorkspace>) => {
      const made = await ask("backup", { ...o, file: resolve(file) });
      print(`Workspace ${made.workspace} is copied to ${made.file}. The sealing key is not in it.`);
    });
}

function restore(): Command {
  return inWorkspace(named("restore", "Puts a backup in a workspace's place"))
    .argument("<file>", "a file that backup made")
    .option("--replace", "when the workspace exists: lose what it holds now", false)
    .action(async (file: string, o: InWorkspace & { replace: boolean }) => {
      const made = await ask("restore", { ...o, file: resolve(file) });
      print(`Workspace ${made.workspace} is as it was in ${made.file}.`);
    });
}
