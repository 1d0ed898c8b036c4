import { apiKeys } from "./api-keys.ts";
import { attributes } from "./attributes.ts";
import { audit } from "./audit.ts";
import { bindings } from "./bindings.ts";
import { branches } from "./branches.ts";
import { channels } from "./channels.ts";
import { connections } from "./connections.ts";
import { contacts } from "./contacts.ts";
import { conversations } from "./conversations.ts";
import { crm } from "./crm.ts";
import { customers } from "./customers.ts";
import { events } from "./events.ts";
import { router } from "./init.ts";
import { members } from "./members.ts";
import { notes } from "./notes.ts";
import { omo } from "./omo.ts";
import { orders } from "./orders.ts";
import { panel } from "./panel.ts";
import { permissions } from "./permissions.ts";
import { preferences } from "./preferences.ts";
import { profile } from "./profile.ts";
import { relay } from "./relay.ts";
import { sessions } from "./sessions.ts";
import { settings } from "./settings.ts";
import { system } from "./system.ts";
import { tags } from "./tags.ts";
import { webhooks } from "./webhooks.ts";

export const appRouter = router({
  apiKeys,
  attributes,
  bindings,
  branches,
  audit,
  channels,
  connections,
  contacts,
  conversations,
  crm,
  customers,
  events,
  members,
  notes,
  omo,
  orders,
  panel,
  permissions,
  preferences,
  profile,
  relay,
  sessions,
  settings,
  system,
  tags,
  webhooks,
});

export type AppRouter = typeof appRouter;
