import { AccountPage } from "./account/AccountPage.tsx";
import { AuditPage } from "./audit/AuditPage.tsx";
import { DeletionsPage } from "./deletions/DeletionsPage.tsx";
import type { ConsolePage } from "./page.ts";
import { ApiKeysPage } from "./settings/api-keys/ApiKeysPage.tsx";
import { AttributesPage } from "./settings/attributes/AttributesPage.tsx";
import { BranchesPage } from "./settings/branches/BranchesPage.tsx";
import { ConnectionsPage } from "./settings/connections/ConnectionsPage.tsx";
import { MaskingPage } from "./settings/masking/MaskingPage.tsx";
import { MatchingPage } from "./settings/matching/MatchingPage.tsx";
import { MembersPage } from "./settings/members/MembersPage.tsx";
import { ModulesPage } from "./settings/modules/ModulesPage.tsx";
import { RolesPage } from "./settings/roles/RolesPage.tsx";
import { SystemPage } from "./settings/system/SystemPage.tsx";
import { WebhooksPage } from "./settings/webhooks/WebhooksPage.tsx";
import { WorkspacePage } from "./settings/workspace/WorkspacePage.tsx";

/** Every page of the console, in the order of the navigation. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: "settings/members",
    title: "page.members",
    group: "nav.settings",
    icon: "people",
    permission: "workspace:manage",
    Page: MembersPage,
  },
  {
    path: "settings/roles",
    title: "page.roles",
    group: "nav.settings",
    icon: "shield",
    permission: "workspace:manage",
    Page: RolesPage,
  },
  {
    path: "settings/masking",
    title: "page.masking",
    group: "nav.settings",
    icon: "eye-off",
    permission: "workspace:manage",
    Page: MaskingPage,
  },
  {
    path: "settings/matching",
    title: "page.matching",
    group: "nav.settings",
    icon: "link",
    permission: "workspace:manage",
    Page: MatchingPage,
  },
  {
    path: "settings/connections",
    title: "page.connections",
    group: "nav.settings",
    icon: "plug",
    permission: "workspace:manage",
    Page: ConnectionsPage,
  },
  {
    path: "settings/api-keys",
    title: "page.apiKeys",
    group: "nav.settings",
    icon: "lock",
    permission: "workspace:manage",
    Page: ApiKeysPage,
  },
  {
    path: "settings/webhooks",
    title: "page.webhooks",
    group: "nav.settings",
    icon: "link",
    permission: "workspace:manage",
    Page: WebhooksPage,
  },
  {
    path: "settings/modules",
    title: "page.modules",
    group: "nav.settings",
    icon: "settings",
    permission: "workspace:manage",
    Page: ModulesPage,
  },
  {
    path: "settings/branches",
    title: "page.branches",
    group: "nav.settings",
    icon: "shop",
    permission: "workspace:manage",
    module: "omo",
    Page: BranchesPage,
  },
  {
    path: "settings/attributes",
    title: "page.attributes",
    group: "nav.settings",
    icon: "note",
    permission: "workspace:manage",
    Page: AttributesPage,
  },
  {
    path: "settings/workspace",
    title: "page.workspace",
    group: "nav.settings",
    icon: "shop",
    permission: "workspace:manage",
    Page: WorkspacePage,
  },
  {
    path: "settings/system",
    title: "page.system",
    group: "nav.settings",
    icon: "chart",
    permission: "workspace:manage",
    Page: SystemPage,
  },
  {
    path: "deletions",
    title: "page.deletions",
    group: "nav.settings",
    icon: "trash",
    permission: "conversation:delete",
    Page: DeletionsPage,
  },
  {
    path: "audit",
    title: "page.audit",
    group: "nav.settings",
    icon: "clock",
    permission: "audit:read",
    Page: AuditPage,
  },
  {
    path: "account",
    title: "page.account",
    group: "nav.own",
    icon: "person",
    permission: null,
    Page: AccountPage,
  },
];
