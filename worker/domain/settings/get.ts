import * as v from "valibot";
import type { SettingsView } from "../../../shared/schemas/settings.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { selectSettings, settingsOf } from "./select.ts";

/** Every setting of the workspace, with the default where none was made. */
export const getSettings = readVerb({
  name: "settings.get",
  permission: "workspace:manage",
  unmasked: "team",
  input: v.object({}),
  async run(ctx): Promise<SettingsView> {
    const { rows } = await read(ctx, [selectSettings({})]);
    return settingsOf(rows[0]);
  },
});
