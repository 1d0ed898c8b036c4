import account from "./account.en.ts";
import accounts from "./accounts.en.ts";
import apiKeys from "./api-keys.en.ts";
import attributes from "./attributes.en.ts";
import audit from "./audit.en.ts";
import branches from "./branches.en.ts";
import connections from "./connections.en.ts";
import deletions from "./deletions.en.ts";
import masking from "./masking.en.ts";
import matching from "./matching.en.ts";
import members from "./members.en.ts";
import modules from "./modules.en.ts";
import relay from "./relay.en.ts";
import roles from "./roles.en.ts";
import shell from "./shell.en.ts";
import system from "./system.en.ts";
import webhooks from "./webhooks.en.ts";
import workspace from "./workspace.en.ts";

/** What the console says; a file for each page, `shell` for what stands around them. */
export default {
  ...shell,
  ...deletions,
  ...roles,
  ...members,
  ...connections,
  ...accounts,
  ...relay,
  ...system,
  ...apiKeys,
  ...webhooks,
  ...workspace,
  ...modules,
  ...matching,
  ...masking,
  ...audit,
  ...branches,
  ...attributes,
  ...account,
} as const satisfies Readonly<Record<string, string>>;
