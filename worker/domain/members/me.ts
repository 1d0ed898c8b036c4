import * as v from "valibot";
import type { PanelMember } from "../../../shared/schemas/panel.ts";
import { read } from "../batch.ts";
import { panelMember, selectViewer } from "../panel/viewer.ts";
import { accessHashOf } from "../sessions/own.ts";
import { readVerb } from "../verb.ts";

/** Whoever is signed in, and what they may. */
export const me = readVerb({
  name: "members.me",
  permission: "self",
  unmasked: "team",
  input: v.optional(v.object({}), {}),
  async run(ctx): Promise<PanelMember & { email: string }> {
    const { acting, rows } = await read(ctx, [selectViewer({ accessHash: accessHashOf(ctx) })]);
    return { ...panelMember(acting, rows[0][0]), email: acting.email };
  },
});
