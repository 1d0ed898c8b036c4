import { computed, type ReadonlySignal } from "@preact/signals";
import type { Module } from "../../shared/modules.ts";
import type { Permission, Role } from "../../shared/permissions.ts";
import type { CallFailure } from "../lib/failure.ts";
import { createResource, type Resource } from "./Resource.ts";

/** Who is signed in, and what their role may do. */
export interface Me {
  id: string;
  name: string;
  email: string;
  role: Role;
  permissions: Permission[];
  /** Parts of the product that are switched on. */
  modules: Module[];
}

/** What the console must know of a page to show or refuse it. */
export interface Guarded {
  /** After `#/`, such as `settings/members`; never anything personal. */
  path: string;
  /** The right it needs; null for everybody. */
  permission: Permission | null;
  /** The part of the product it belongs to: no page while that is switched off. */
  module?: Module;
}

/** What is on screen beside the navigation. */
export type View<Page extends Guarded> =
  | { kind: "loading" }
  | { kind: "failed"; failure: CallFailure }
  | { kind: "page"; page: Page; me: Me }
  /** The page exists; the member's role may not see it. */
  | { kind: "refused"; page: Page; me: Me }
  | { kind: "unknown" };

export interface ConsoleModel<Page extends Guarded> {
  readonly me: Resource<Me>;
  /** What the navigation offers: only what the role may see. */
  readonly pages: ReadonlySignal<readonly Page[]>;
  readonly view: ReadonlySignal<View<Page>>;
}

/**
 * @param all every page, in the order of the navigation; the first one the role may see is home
 * @param path what the address says now, empty for home
 */
export function createConsoleModel<Page extends Guarded>(
  all: readonly Page[],
  path: ReadonlySignal<string>,
  readMe: () => Promise<Me>,
): ConsoleModel<Page> {
  const me = createResource(readMe);
  const may = (page: Page, who: Me) => page.permission === null || who.permissions.includes(page.permission);
  const isOn = (page: Page, who: Me) => page.module === undefined || who.modules.includes(page.module);

  const pages = computed(() => {
    const who = me.data.value;
    return who ? all.filter((page) => may(page, who) && isOn(page, who)) : [];
  });

  const view = computed((): View<Page> => {
    const who = me.data.value;
    const failure = me.failure.value;
    if (!who) return failure ? { kind: "failed", failure } : { kind: "loading" };
    const page = path.value === "" ? pages.value[0] : all.find((page) => page.path === path.value);
    if (!page || !isOn(page, who)) return { kind: "unknown" };
    return { kind: may(page, who) ? "page" : "refused", page, me: who };
  });

  return { me, pages, view };
}
