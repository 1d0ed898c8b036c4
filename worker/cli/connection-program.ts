import { randomBytes } from "node:crypto";
import { Argument, type Command } from "commander";
import { SHOP_KINDS, type ShopKind } from "../../shared/channels.ts";
import { ask } from "./ask.ts";
import { inWorkspace, type InWorkspace, named } from "./options.ts";
import { print, table } from "./print.ts";
import { relayProgram } from "./relay-program.ts";
import { requiredSecret, secret } from "./secret.ts";

export function connectionProgram(): Command {
  return named("connection", "Ways messages come in")
    .addCommand(
      named("add", "Adds one")
        .addCommand(addLine())
        .addCommand(addChatwoot())
        .addCommand(addMeta())
        .addCommand(addPixel())
        .addCommand(addShop()),
    )
    .addCommand(
      inWorkspace(named("list", "Lists the connections")).action(async (o: InWorkspace) => {
        table(await ask("connection.list", o));
      }),
    );
}

export function channelProgram(): Command {
  return named("channel", "Accounts customers write to")
    .addCommand(relayProgram())
    .addCommand(
      named("add", "Adds one, with its connection where that is not there")
        .addCommand(addLine())
        .addCommand(addAccount("messenger", "Adds a Facebook page to an app of Meta's", "the page's id"))
        .addCommand(
          addAccount("instagram", "Adds an Instagram account to an app of Meta's", "the account's id"),
        )
        .addCommand(addWhatsapp())
        .addCommand(addWebsite()),
    )
    .addCommand(
      inWorkspace(named("list", "Lists the channels")).action(async (o: InWorkspace) => {
        table(await ask("channel.list", o));
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

interface MetaApp {
  appSecret?: string;
  verifyToken?: string;
  apiBase?: string;
}

const withApp = (command: Command): Command =>
  command
    .option("--app-secret <secret>", 'the app\'s secret; "-": from standard input, or META_APP_SECRET')
    .option("--verify-token <token>", "what Meta is told to prove itself with; made when left out")
    .option("--api-base <url>", "where the Graph API answers; Meta's own when left out");

/**
 * Connects an app and says what to enter at Meta.
 *
 * @param accessToken of WhatsApp's business; without one it is an app for pages and Instagram accounts
 * @returns the connection's id
 */
async function connectApp(
  workspace: string,
  name: string,
  { apiBase, ...app }: MetaApp,
  accessToken?: string,
): Promise<string> {
  const appSecret = await requiredSecret(app.appSecret, "--app-secret", "META_APP_SECRET");
  const verifyToken = app.verifyToken ?? randomBytes(24).toString("base64url");
  const connection = { name, appSecret, verifyToken, apiBase };
  const { connectionId, webhookUrl } =
    accessToken === undefined
      ? await ask("connection.add.meta", { workspace, connection })
      : await ask("connection.add.whatsapp", { workspace, connection: { ...connection, accessToken } });
  print(`Set this as the callback URL of the app's webhooks at Meta: ${webhookUrl}`);
  print(`Its verify token, which is not shown again: ${verifyToken}`);
  return connectionId;
}

function addMeta(): Command {
  return withApp(inWorkspace(named("meta", "Connects an app of Meta's, for pages and Instagram accounts")))
    .requiredOption("--name <name>", "what the team calls it")
    .action(async ({ workspace, name, ...app }: InWorkspace & MetaApp & { name: string }) => {
      const connectionId = await connectApp(workspace, name, app);
      print(`Add its pages and accounts with --connection ${connectionId}`);
    });
}

function addAccount(kind: "messenger" | "instagram", what: string, account: string): Command {
  return withApp(inWorkspace(named(kind, what)))
    .requiredOption("--name <name>", "what the team calls it")
    .requiredOption("--account <id>", account)
    .option("--connection <id>", "the app's connection; a new one is made when left out")
    .option("--token <token>", 'its access token; "-": from standard input, or META_ACCESS_TOKEN')
    .action(
      async ({
        workspace,
        name,
        account: accountId,
        token,
        connection,
        ...app
      }: InWorkspace &
        MetaApp &
        Record<"name" | "account", string> & { connection?: string; token?: string }) => {
        const connectionId = connection ?? (await connectApp(workspace, name, app));
        const accessToken = await secret(token, "META_ACCESS_TOKEN");
        await ask("channel.add.account", {
          workspace,
          account: { connectionId, kind, accountId, name, accessToken },
        });
        print(accessToken ? "Added." : "Added. Without an access token nobody's name is looked up.");
      },
    );
}

function addWhatsapp(): Command {
  return withApp(inWorkspace(named("whatsapp", "Adds a WhatsApp number")))
    .requiredOption("--name <name>", "what the team calls it")
    .requiredOption("--account <id>", "the number's id at Meta (phone_number_id)")
    .option("--connection <id>", "the app's connection; a new one is made when left out")
    .option("--token <token>", 'the access token; "-": from standard input, or WHATSAPP_ACCESS_TOKEN')
    .action(
      async ({
        workspace,
        name,
        account: accountId,
        token,
        connection,
        ...app
      }: InWorkspace &
        MetaApp &
        Record<"name" | "account", string> & { connection?: string; token?: string }) => {
        const own = connection === undefined ? undefined : await secret(token, "WHATSAPP_ACCESS_TOKEN");
        const connectionId =
          connection ??
          (await connectApp(
            workspace,
            name,
            app,
            await requiredSecret(token, "--token", "WHATSAPP_ACCESS_TOKEN"),
          ));
        await ask("channel.add.account", {
          workspace,
          account: { connectionId, kind: "whatsapp", accountId, name, accessToken: own },
        });
        print(`Added. Further numbers of the same app: --connection ${connectionId}`);
      },
    );
}

function addWebsite(): Command {
  return inWorkspace(named("website", "Adds the chat of a site"))
    .requiredOption("--name <name>", "what the team calls it")
    .requiredOption("--origin <url...>", "where the site's pages are, such as https://www.shop.tw")
    .option(
      "--key <key>",
      'with which the site signs; "-": from standard input, or WEBSITE_KEY; made when left out',
    )
    .action(async (o: InWorkspace & { name: string; origin: string[]; key?: string }) => {
      const given = await secret(o.key, "WEBSITE_KEY");
      const siteKey = given ?? randomBytes(32).toString("base64url");
      const connection = { name: o.name, origins: o.origin, siteKey };
      const { webhookUrl } = await ask("connection.add.website", { workspace: o.workspace, connection });
      print(`The site's chat posts to ${webhookUrl} (docs/website-channel.md)`);
      if (given === undefined) print(`It signs with this key, which is not shown again: ${siteKey}`);
    });
}

function addPixel(): Command {
  return inWorkspace(named("pixel", "Connects the pages of a shop"))
    .requiredOption("--name <name>", "what the team calls it")
    .requiredOption("--origin <url...>", "where the shop's pages are, such as https://www.shop.tw")
    .option(
      "--key <key>",
      'with which the shop signs; "-": from standard input, or PIXEL_SHOP_KEY; made when left out',
    )
    .action(async (o: InWorkspace & { name: string; origin: string[]; key?: string }) => {
      const given = await secret(o.key, "PIXEL_SHOP_KEY");
      const shopKey = given ?? randomBytes(32).toString("base64url");
      const connection = { name: o.name, origins: o.origin, shopKey };
      const { scriptUrl } = await ask("connection.add.pixel", { workspace: o.workspace, connection });
      print(`Put this into every page of the shop: <script async src="${scriptUrl}"></script>`);
      if (given === undefined)
        print(`The shop's server signs with this key, which is not shown again: ${shopKey}`);
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

function addShop(): Command {
  return inWorkspace(named("shop", "Connects a shop, for its orders and carts"))
    .addArgument(new Argument("<platform>", "what it runs on").choices(SHOP_KINDS))
    .requiredOption("--name <name>", "what the team calls it")
    .requiredOption("--domain <address>", "where the shop is, such as wuyu.myshopify.com")
    .option("--secret <secret>", 'what signs its webhooks; "-": from standard input, or SHOP_WEBHOOK_SECRET')
    .option(
      "--token <token>",
      'opens its API, for what webhooks miss; "-": from standard input, or SHOP_API_TOKEN',
    )
    .option("--api-base <url>", "where its API answers, when that is not its domain")
    .option("--line-channel <id>", "CYBERBIZ: the LINE channel whose ids it knows its members by")
    .action(
      async (
        kind: ShopKind,
        o: InWorkspace &
          Record<"name" | "domain", string> &
          Partial<Record<"secret" | "token" | "apiBase" | "lineChannel", string>>,
      ) => {
        const webhookSecret = await requiredSecret(o.secret, "--secret", "SHOP_WEBHOOK_SECRET");
        const apiToken = await secret(o.token, "SHOP_API_TOKEN");
        const { name, domain, apiBase, lineChannel: lineChannelId } = o;
        const connection = { kind, name, domain, webhookSecret, apiToken, apiBase, lineChannelId };
        const { webhookUrl } = await ask("connection.add.shop", { workspace: o.workspace, connection });
        print(`Set this as the webhook address at the shop: ${webhookUrl}`);
      },
    );
}
