import { spawnSync } from "node:child_process";

/** Format, lint with the rooms' import rules, types: seconds, and no database. */
const steps: [string, string[]][] = [
  ["oxfmt", ["--check"]],
  ["oxlint", ["--deny-warnings"]],
  ["wxt", ["prepare"]],
  ["tsc", []],
];

for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) {
    console.error(`verify: ${[command, ...args].join(" ")} failed`);
    process.exit(1);
  }
}
