import { spawnSync } from "node:child_process";
import { BadEnvironment } from "../worker/runtime/env.ts";
import { OperatorError } from "../worker/runtime/host.ts";
import { listen } from "../worker/runtime/listen.ts";
import { nodeConfig } from "../worker/runtime/node-env.ts";

/** Builds the pages, quietly when all is well, and starts the server in this process. */
try {
  // Nobody should wait for a build to learn that the port is taken.
  const { port, host, demo } = nodeConfig(process.env);
  await (await listen(port, host)).close();
  if (demo) await (await listen(port + 1, "127.0.0.1")).close();
} catch (error) {
  if (!(error instanceof OperatorError) && !(error instanceof BadEnvironment)) throw error;
  console.error(error.message);
  process.exit(1);
}

console.log("Building the pages …");
const build = spawnSync(process.execPath, ["scripts/build.ts", "--flavour=local"], { encoding: "utf8" });
if (build.status !== 0) {
  console.error(build.stdout, build.stderr);
  console.error("The pages could not be built; what is wrong stands above.");
  process.exit(1);
}
await import("../worker/node.ts");
