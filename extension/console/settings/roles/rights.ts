import type { Permission } from "../../../../shared/permissions.ts";
import type { MessageName } from "../../say.ts";

/** The rights as the table lists them: by where they are used. */
export const RIGHT_GROUPS: readonly { title: MessageName; rights: readonly Permission[] }[] = [
  {
    title: "roles.group.panel",
    rights: [
      "panel:read",
      "profile:edit",
      "note:write",
      "note:moderate",
      "tag:apply",
      "tag:create",
      "contact:find",
      "contact:pin",
      "contact:reveal",
    ],
  },
  {
    title: "roles.group.conversation",
    rights: [
      "conversation:block",
      "conversation:export",
      "conversation:delete",
      "omo:bind",
      "customer:merge",
    ],
  },
  {
    title: "roles.group.console",
    rights: [
      "contact:list",
      "contact:transfer",
      "contact:delete",
      "tag:manage",
      "broadcast:send",
      "broadcast:approve",
      "audit:read",
      "workspace:manage",
    ],
  },
];
