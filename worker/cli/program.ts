import { Command } from "commander";
import { apiKeyProgram } from "./api-key-program.ts";
import { auditProgram } from "./audit-program.ts";
import { channelProgram, connectionProgram } from "./connection-program.ts";
import { backupProgram, migrateProgram, restoreProgram } from "./database-program.ts";
import { memberProgram } from "./member-program.ts";
import { workspaceProgram } from "./workspace-program.ts";

/** The operator's command line: a noun, a verb and what they need. */
export function program(): Command {
  return new Command("alongside")
    .description(
      "Manages the workspaces of an installation.\n" +
        "Acts on the data folder ALONGSIDE_DATA (./.data), beside a running server by asking it,\n" +
        "or on the libSQL server that DIRECTORY_URL names.",
    )
    .addCommand(workspaceProgram())
    .addCommand(memberProgram())
    .addCommand(connectionProgram())
    .addCommand(channelProgram())
    .addCommand(apiKeyProgram())
    .addCommand(auditProgram())
    .addCommand(migrateProgram())
    .addCommand(backupProgram())
    .addCommand(restoreProgram())
    .showHelpAfterError("Add --help for what it takes.");
}
