import { CommanderError } from "commander";
import { problemOf } from "./problem.ts";
import { program } from "./program.ts";

/** Exit codes: 0 done, 1 failed, 2 not a command. */
const command = program();
const everything = [command];
for (const one of everything) {
  one.exitOverride();
  everything.push(...one.commands);
}
try {
  await command.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  console.error(problemOf(error));
  process.exit(1);
}
