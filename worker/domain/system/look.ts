import { SystemLook, type SystemState } from "../../../shared/schemas/system.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { selectBacklogs, selectJobs, stateOf } from "./state.ts";

/** How this workspace's parts stand: what waits, what fails. Knows no customer. */
export const lookAtSystem = readVerb({
  name: "system.look",
  permission: "workspace:manage",
  unmasked: "team",
  input: SystemLook,
  async run(ctx): Promise<Omit<SystemState, "vitals">> {
    const { rows } = await read(ctx, [selectBacklogs({ now: ctx.now }), selectJobs({})]);
    const [backlogs] = rows[0];
    if (!backlogs) throw new Error("the database answered without a row");
    return stateOf(ctx.now, backlogs, rows[1], ctx.mails === true);
  },
});
