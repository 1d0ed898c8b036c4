import type { Command } from "commander";
import { ask } from "./ask.ts";
import { inWorkspace, type InWorkspace, named } from "./options.ts";
import { print } from "./print.ts";

/** `channel relay <connection>`: names the inbox behind it, or says how passing on stands. */
export function relayProgram(): Command {
  return inWorkspace(named("relay", "Passes what comes in on to the inbox behind, or says how that stands"))
    .argument("<connection>", "its id, as `connection list` shows it")
    .option("--to <url>", "the webhook address of the inbox")
    .option("--off", "passes nothing on any longer; what waits is parked")
    .action(async (connection: string, o: InWorkspace & { to?: string; off?: true }) => {
      const url = o.off ? { url: null } : o.to === undefined ? {} : { url: o.to };
      const found = await ask("connection.relay", { workspace: o.workspace, connection, ...url });
      print(found?.url ? `What comes in goes on to ${found.url}` : "Nothing is passed on.");
      if (!found) return;
      const { waiting, parked, error } = found;
      print(`Waiting: ${waiting}. Parked: ${parked}.`);
      if (error) print(`The inbox did not get the newest try: ${error}.`);
    });
}
