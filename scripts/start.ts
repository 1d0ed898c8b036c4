import { spawnSync } from "node:child_process";

/** Builds the pages, quietly when all is well, and starts the server in this process. */
const build = spawnSync("node", ["scripts/build.ts", "--flavour=local"], { encoding: "utf8" });
if (build.status !== 0) {
  console.error(build.stdout, build.stderr);
  console.error("The pages could not be built; what is wrong stands above.");
  process.exit(1);
}
await import("../worker/node.ts");
