import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts, type Program, runProgram, startProgram } from "../../worker/test/processes.ts";
import { queryElsewhere } from "../../worker/test/writer-process.ts";
import { type Installation, type Shop, SLUG, WAITING } from "./installation.ts";
import { startProvider } from "./provider.ts";

/**
 * The self-hosted server as people start it, `node worker/node.ts`, on a data folder.
 *
 * @param at where the data folder is to be; a temporary one when it is not given
 */
export async function startEmbedded(
  contacts: number,
  at?: string,
): Promise<Installation & { program(): Program }> {
  const made = at ?? (await mkdtemp(join(tmpdir(), "alongside-torture-")));
  const data = join(made, "data");
  const provider = await startProvider();
  const furnished = await runProgram(
    "torture/shop/furnish-process.ts",
    [data, JSON.stringify({ contacts, provider: provider.url })],
    {},
  );
  if (furnished.code !== 0) throw new Error(furnished.stderr);
  const port = await freePorts();
  const file = join(data, "workspaces", `${SLUG}.db`);

  let server: Program;
  const launch = () => {
    server = startProgram("worker/node.ts", [], {
      ALONGSIDE_DATA: data,
      ALONGSIDE_DEMO: "off",
      ALONGSIDE_ALLOW_PRIVATE_ADDRESSES: "on",
      PORT: String(port),
    });
  };
  const url = `http://127.0.0.1:${port}`;
  const running = async () => {
    while (
      !(await fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ))
    ) {
      if (server.child.exitCode !== null) throw new Error(`did not start: ${server.output().stderr}`);
      await sleep(20);
    }
  };
  const end = async (signal: "SIGKILL" | "SIGTERM") => {
    server.child.kill(signal);
    await server.exit;
  };
  const start = async () => {
    launch();
    await running();
  };
  await start();

  return {
    name: "embedded",
    url: `${url}/w/${SLUG}`,
    shop: JSON.parse(furnished.stdout) as Shop,
    program: () => server,
    async kill(_random, again) {
      await end("SIGKILL");
      launch();
      if (again !== null) {
        await sleep(again);
        await end("SIGKILL");
        launch();
      }
      await running();
    },
    async settle() {
      // Nobody else can look into the file while the server has it.
      for (let round = 0; ; round++) {
        await end("SIGTERM");
        const [waiting] = await queryElsewhere(file, WAITING);
        if (waiting?.["n"] === 0) return;
        if (round === 60) throw new Error(`${String(waiting?.["n"])} things still wait`);
        await start();
        await sleep(1000);
      }
    },
    query: (sql) => queryElsewhere(file, sql),
    reported: () => server.output().stderr.slice(-2000),
    async stop() {
      await end("SIGKILL");
      provider.close();
      if (at === undefined) await rm(made, { recursive: true, force: true });
    },
  };
}
