import * as v from "valibot";

/** Parts a workspace may switch off. What is off is not shown, and refused by the server with MODULE_OFF. */
export const MODULES = ["pixel", "cdp", "omo", "crm", "export"] as const;
export type Module = (typeof MODULES)[number];

/** What a workspace starts with. */
export const MODULE_DEFAULTS: Readonly<Record<Module, boolean>> = {
  pixel: true,
  cdp: false,
  omo: false,
  crm: false,
  export: true,
};

const flag = v.optional(v.boolean());
const Stored = v.object({ pixel: flag, cdp: flag, omo: flag, crm: flag, export: flag });

/** @param setting the stored JSON of the setting `modules`; null when it was never set */
export function modulesOf(setting: string | null): Record<Module, boolean> {
  const stored = v.safeParse(Stored, JSON.parse(setting ?? "{}"));
  const modules = { ...MODULE_DEFAULTS };
  if (stored.success) for (const name of MODULES) modules[name] = stored.output[name] ?? modules[name];
  return modules;
}
