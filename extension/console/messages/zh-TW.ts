import type { Translation } from "../../lib/i18n.ts";
import account from "./account.zh-TW.ts";
import accounts from "./accounts.zh-TW.ts";
import apiKeys from "./api-keys.zh-TW.ts";
import attributes from "./attributes.zh-TW.ts";
import audit from "./audit.zh-TW.ts";
import branches from "./branches.zh-TW.ts";
import connections from "./connections.zh-TW.ts";
import deletions from "./deletions.zh-TW.ts";
import masking from "./masking.zh-TW.ts";
import matching from "./matching.zh-TW.ts";
import members from "./members.zh-TW.ts";
import modules from "./modules.zh-TW.ts";
import relay from "./relay.zh-TW.ts";
import roles from "./roles.zh-TW.ts";
import shell from "./shell.zh-TW.ts";
import system from "./system.zh-TW.ts";
import webhooks from "./webhooks.zh-TW.ts";
import workspace from "./workspace.zh-TW.ts";
import type en from "./en.ts";

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
} satisfies Translation<typeof en>;
