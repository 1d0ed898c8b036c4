import type { Ctx } from "../ctx.ts";

/** The hash a read finds its own member by; the product itself has none, and finds nothing. */
export function accessHashOf(ctx: Ctx): string {
  return ctx.actor.kind === "member" ? ctx.actor.accessHash : "";
}
