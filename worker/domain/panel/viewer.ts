import { sql } from "drizzle-orm";
import { holdsByDefault, PERMISSION_NAMES, type Permission, type Role } from "../../../shared/permissions.ts";
import { type Module, MODULES, modulesOf } from "../../../shared/modules.ts";
import type { PanelMember } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import type { Acting } from "../batch.ts";

const p = sql.placeholder;

export interface ViewerRow {
  /** JSON: what the workspace changed for this role, right → 0 or 1. */
  overrides: string;
  /** JSON. */
  dataHidden: string | null;
  /** JSON: in which the team reads times. */
  timeZone: string | null;
  /** JSON: the workspace's region for phone numbers. */
  region: string | null;
  /** JSON: what is switched on and off. */
  modules: string | null;
}

/** What the panel shows differs by who looks: rights, the eye icon, the region's way to write numbers. */
export const selectViewer = prepare<{ accessHash: string }, ViewerRow>(sql`
  select
    (select json_group_object(o.permission, o.allowed) from permission_override o where o.role = m.role) as overrides,
    (select value from member_preference where member_id = m.id and name = 'dataHidden') as "dataHidden",
    (select value from setting where name = 'timeZone') as "timeZone",
    (select value from setting where name = 'defaultRegion') as region,
    (select value from setting where name = 'modules') as modules
  from session s join member m on m.id = s.member_id where s.access_hash = ${p("accessHash")}`);

export function panelMember(acting: Acting, row: ViewerRow | undefined): PanelMember {
  return {
    id: acting.memberId,
    name: acting.name,
    role: acting.role,
    permissions: permissionsOf(acting.role, JSON.parse(row?.overrides ?? "{}") as Record<string, 0 | 1>),
    modules: switchedOn(row?.modules ?? null),
    masks: [...acting.masks],
    dataHidden: JSON.parse(row?.dataHidden ?? "false") === true,
  };
}

function switchedOn(setting: string | null): Module[] {
  const modules = modulesOf(setting);
  return MODULES.filter((name) => modules[name]);
}

const permissionsOf = (role: Role, overrides: Record<string, 0 | 1>): Permission[] =>
  PERMISSION_NAMES.filter((name) => (name in overrides ? overrides[name] === 1 : holdsByDefault(role, name)));
