import { Command } from "commander";

/** Options every command about one workspace has. */
export interface InWorkspace {
  workspace: string;
}

export const named = (name: string, description: string): Command =>
  new Command(name).description(description);

export const inWorkspace = (command: Command): Command =>
  command.requiredOption("-w, --workspace <slug>", "the workspace");
