import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freePorts, type Program, runProgram, startProgram, startServer } from "./test/processes.ts";
import { queryElsewhere } from "./test/writer-process.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let port: number;
const programs: Program[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alongside-node-"));
  port = await freePorts();
});
afterEach(async () => {
  for (const { child, exit } of programs.splice(0)) {
    child.kill("SIGKILL");
    await exit;
  }
  await rm(folder, { recursive: true, force: true });
});

const env = (more: Record<string, string> = {}) => ({
  ALONGSIDE_DATA: join(folder, "data"),
  PORT: String(port),
  ...more,
});

async function running(more: Record<string, string> = {}) {
  const server = await startServer(env(more));
  programs.push(server);
  return server;
}

/** What it says when it cannot start: one sentence, no stack, exit code 1. */
async function refusal(more: Record<string, string> = {}): Promise<string> {
  const { code, stderr, stdout } = await runProgram("worker/node.ts", [], env(more));
  const sentence = stderr.trimEnd();
  if (code !== 1 || stdout !== "" || sentence.includes("\n")) {
    throw new Error(`not one sentence and code 1: ${JSON.stringify({ code, stdout, stderr })}`);
  }
  return sentence;
}

test("the first start makes the demo and says how to get in; a second keeps what is there", async () => {
  const first = await running();
  const { stdout } = first.output();
  expect(stdout).toContain(`http://localhost:${port}/console`);
  expect(stdout).toContain(`http://localhost:${port + 1}`);
  expect(stdout).toContain(".output/local/chrome-mv3");
  expect(stdout).toContain("openssl dgst -sha256");
  const access = JSON.parse(await readFile(join(folder, "data/demo.json"), "utf8")) as {
    members: Record<string, { email: string; password: string }>;
  };
  expect(Object.keys(access.members)).toHaveLength(7);
  for (const { email, password } of Object.values(access.members)) {
    expect(stdout).toContain(`${email}`);
    expect(stdout).toContain(password);
  }
  expect((await stat(join(folder, "data"))).mode & 0o777).toBe(0o700);
  for (const name of ["key", "demo.json", "operator.json"]) {
    expect([name, (await stat(join(folder, "data", name))).mode & 0o777]).toEqual([name, 0o600]);
  }
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await first.stop();
  expect(await first.exit).toBe(0);
  await expect(stat(join(folder, "data/operator.json"))).rejects.toThrow("ENOENT");

  const second = await running();
  expect(second.output().stdout).toBe(stdout);
  await second.stop();
});

test("what is under way when it is stopped is answered", async () => {
  const server = await running({ ALONGSIDE_DEMO: "off" });
  const slow = connect(port, "127.0.0.1");
  let answer = "";
  slow.setEncoding("utf8").on("data", (text: string) => (answer += text));
  slow.write("POST /w/nowhere/hooks/x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{");
  await fetch(`http://127.0.0.1:${port}/healthz`);
  server.child.kill("SIGTERM");
  await vi.waitFor(() => expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow("fetch failed"));
  slow.write("}");
  expect(await server.exit).toBe(0);
  expect(answer).toMatch(/^HTTP\/1\.1 404/);
});

test("in production there is no demo", async () => {
  const server = await running({ NODE_ENV: "production" });
  expect(server.output().stdout).not.toContain("Demo");
  await expect(fetch(`http://127.0.0.1:${port + 1}/`)).rejects.toThrow("fetch failed");
  expect((await fetch(`http://127.0.0.1:${port}/w/demo/trpc/x`)).status).toBe(404);
  await server.stop();
});

test("a first start that was killed is begun again by the next", async () => {
  const killed = startProgram("worker/node.ts", [], env());
  programs.push(killed);
  const draft = join(folder, "data/demo.draft.db");
  await vi.waitUntil(async () => (await stat(draft).catch(() => null)) !== null, {
    timeout: 20_000,
    interval: 1,
  });
  killed.child.kill("SIGKILL");
  await killed.exit;
  const next = await running();
  await expect(stat(draft)).rejects.toThrow("ENOENT");
  const members = await runProgram("worker/cli/main.ts", ["member", "list", "-w", "demo"], env());
  expect(members.stdout.trim().split("\n")).toHaveLength(8);
  await next.stop();
});

test("a port that is taken, the demo's too, is one sentence", async () => {
  for (const taken of [port, port + 1]) {
    const other = createServer().listen(taken, "127.0.0.1");
    await once(other, "listening");
    expect(await refusal()).toMatch(new RegExp(`^Port ${taken} is taken by another program; .*PORT=`));
    other.close();
    await once(other, "close");
  }
});

test("a data folder of another process is one sentence, and that process goes on", async () => {
  const owner = await running({ ALONGSIDE_DEMO: "off" });
  expect(await refusal({ PORT: String(await freePorts()) })).toMatch(
    /directory\.db is in use by another process; only one may own a data folder\.$/,
  );
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await owner.stop();
});

test("a data folder that cannot be used is one sentence", async () => {
  await writeFile(join(folder, "a-file"), "");
  expect(await refusal({ ALONGSIDE_DATA: join(folder, "a-file") })).toMatch(
    /^The data folder .*a-file cannot be used: /,
  );
});

test("a database of a newer version is one sentence, and is left as it is", async () => {
  await (await running({ ALONGSIDE_DEMO: "off" })).stop();
  const path = join(folder, "data/directory.db");
  await queryElsewhere(
    path,
    "insert into migration (number, name, at) values (99, '0099_later', 1) returning number",
  );
  expect(await refusal()).toMatch(/directory\.db was opened by a newer version of Alongside: .*migration 99/);
  expect(await queryElsewhere(path, "select count(*) as n from migration")).toEqual([{ n: 2 }]);
});

test("a file that is no database is one sentence", async () => {
  await (await running({ ALONGSIDE_DEMO: "off" })).stop();
  await writeFile(
    join(folder, "data/directory.db"),
    "no database at all, but long enough to look at ".repeat(100),
  );
  expect(await refusal()).toMatch(/directory\.db cannot be opened: file is not a database\.$/);
});

test("an environment that is wrong is one sentence", async () => {
  expect(await refusal({ PORT: "eighty" })).toBe("PORT must be a port number from 1 to 65534.");
  expect(await refusal({ HOST: "192.0.2.1" })).toBe("HOST 192.0.2.1 is no address of this machine.");
});
