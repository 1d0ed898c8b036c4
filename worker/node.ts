import { BadEnvironment } from "./runtime/env.ts";
import { greeting } from "./runtime/greeting.ts";
import { OperatorError } from "./runtime/host.ts";
import { nodeConfig } from "./runtime/node-env.ts";
import { startNodeServer } from "./runtime/node-server.ts";

/** The self-hosted entry; `worker/index.ts` is the one for Cloudflare. */
try {
  const server = await startNodeServer(nodeConfig(process.env));
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // A second one means: now.
      if (stopping) process.exit(1);
      stopping = true;
      void server.stop().then(() => process.exit(0));
    });
  }
  process.stdout.write(await greeting(server));
} catch (error) {
  if (!(error instanceof OperatorError) && !(error instanceof BadEnvironment)) throw error;
  console.error(error.message);
  process.exit(1);
}
