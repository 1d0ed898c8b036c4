import { AccountPage } from "./account/AccountPage.tsx";
import type { ConsolePage } from "./page.ts";
import { ConnectionsPage } from "./settings/connections/ConnectionsPage.tsx";
import { MembersPage } from "./settings/members/MembersPage.tsx";
import { RolesPage } from "./settings/roles/RolesPage.tsx";
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
    path: "settings/connections",
    title: "page.connections",
    group: "nav.settings",
    icon: "plug",
    permission: "workspace:manage",
    Page: ConnectionsPage,
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
    path: "account",
    title: "page.account",
    group: "nav.own",
    icon: "person",
    permission: null,
    Page: AccountPage,
  },
];
