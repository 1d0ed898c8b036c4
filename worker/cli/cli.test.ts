import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { freePorts, runProgram, startServer } from "../test/processes.ts";
import { createDatabase } from "../test/edge-workspace.ts";
import { type Sqld, startSqld } from "../test/sqld.ts";
import { queryElsewhere } from "../test/writer-process.ts";

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let folder: string;
let env: Record<string, string>;
const ending: (() => Promise<void>)[] = [];
let sqld: Sqld | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alongside-cli-"));
  env = {
    ALONGSIDE_DATA: join(folder, "data"),
    ALONGSIDE_DEMO: "off",
    PORT: String(await freePorts()),
    PUBLIC_URL: "https://alongside.test",
  };
});
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
  await rm(folder, { recursive: true, force: true });
});
afterAll(() => sqld?.stop());

const alongside = (line: string, input = "", more: Record<string, string> = {}) =>
  runProgram("worker/cli/main.ts", line.split(" "), { ...env, ...more }, input);

/** What it printed; throws when it failed. */
async function done(line: string, input = "", more: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await alongside(line, input, more);
  if (code !== 0) throw new Error(`${line}: ${stderr}`);
  return stdout;
}

/** A workspace's whole life, told by the command line. */
async function tellAll(): Promise<void> {
  const created = await done("workspace create acme --name Acme --admin Boss@acme.example");
  expect(created).toContain("https://alongside.test/w/acme\n");
  expect(created).toMatch(/https:\/\/alongside\.test\/w\/acme\/auth\/invitation\?token=[\w-]{20,}/);
  expect(await done("workspace list")).toMatch(/^acme {2,}Acme {2,}https/m);

  const invited = await done("member invite --workspace acme may@acme.example --name May --role agent");
  expect(invited).toMatch(/auth\/invitation\?token=/);
  expect(await done("member set-role -w acme may@acme.example supervisor")).toBe(
    "may@acme.example is supervisor.\n",
  );
  await done("member disable -w acme may@acme.example");
  expect(await done("member list -w acme")).toMatch(/^may@acme\.example +May +supervisor +disabled$/m);
  await done("member enable -w acme may@acme.example");
  expect(await done("member list -w acme")).toMatch(/^may@acme\.example +May +supervisor +invited$/m);
  expect(await done("member reset-link -w acme may@acme.example")).toMatch(/\?token=/);

  const line = await done("channel add line -w acme --name Shop --secret - --token -", "s3cret\nt0ken\n");
  expect(line).toMatch(/https:\/\/alongside\.test\/w\/acme\/hooks\/[0-9a-f-]{36}\n$/);
  const chatwoot =
    "connection add chatwoot -w acme --name Inbox --origin https://chat.example.com --account 3";
  expect(await done(chatwoot, "", { CHATWOOT_API_TOKEN: "t0ken" })).toMatch(/\/hooks\//);
  const pixel = await done(
    "connection add pixel -w acme --name Web --origin https://www.example.com https://example.com",
  );
  expect(pixel).toMatch(
    /<script async src=".*\/w\/acme\/pixel\.js"><\/script>\n.*not shown again: [\w-]{43}/,
  );
  const page = "channel add messenger -w acme --name Page --account 111000111000111 --app-secret - --token -";
  expect(await done(page, "s3cret\nt0ken\n")).toMatch(
    /\/w\/acme\/hooks\/[0-9a-f-]{36}\n.*: [\w-]{32}\nAdded\.\n$/,
  );
  const number =
    "channel add whatsapp -w acme --name Number --account 300300300300 --token - --app-secret s3cret";
  const whatsapp = await done(number, "t0ken\n");
  const [, app = ""] =
    /\/w\/acme\/hooks\/([0-9a-f-]{36})\n.*verify token.*: [\w-]{32}\n/.exec(whatsapp) ?? [];
  await done(`channel add whatsapp -w acme --name Second --account 300300300301 --connection ${app}`);
  const site = await done("channel add website -w acme --name Site --origin https://www.example.com");
  expect(site).toMatch(/\/w\/acme\/hooks\/[0-9a-f-]{36} .*\n.*not shown again: [\w-]{43}\n/);
  const connections = await done("connection list -w acme");
  expect(connections).toMatch(/ line +Shop +active /);
  expect(connections).toMatch(/ chatwoot +Inbox +active /);
  expect(connections).toMatch(/ pixel +Web +active +\S+\/w\/acme\/pixel\.js/);
  expect(await done("channel list -w acme")).toMatch(
    /messenger +Page +111000111000111\n[\s\S]*website +Site [\s\S]*whatsapp +Number [\s\S]*whatsapp +Second /,
  );
  expect(await done("migrate")).toBe("directory: up to date\nacme: up to date\n");
}

async function serverBeside(): Promise<void> {
  const server = await startServer(env);
  ending.push(() => server.stop());
}

test("every command on the files, without a server", tellAll);

test("every command beside a running server", async () => {
  await serverBeside();
  await tellAll();
  // Still the server's: nobody else opened the files meanwhile.
  expect((await fetch(`http://127.0.0.1:${env["PORT"]}/healthz`)).status).toBe(200);
});

test("every command on a libSQL server", async () => {
  sqld = await startSqld();
  await createDatabase(sqld, "directory", "directory");
  await sqld.create("acme");
  const key = randomBytes(32).toString("base64");
  env = { ...env, DIRECTORY_URL: sqld.url("directory"), ALONGSIDE_KEY: key };
  const nowhere = await alongside("workspace create acme");
  expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("--url")]);
  const made = await done(
    `workspace create acme --name Acme --url ${sqld.url("acme")} --token -`,
    "database-t0ken\n",
  );
  expect(made).toContain("https://alongside.test/w/acme");
  await done("member invite -w acme may@acme.example --name May --role agent");
  expect(await done("member list -w acme")).toMatch(/^may@acme\.example +May +agent +invited$/m);
  expect(await done("migrate")).toBe("directory: up to date\nacme: up to date\n");
  const refused = await alongside("backup x.db");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("docs/deploy.md")]);
});

test("secrets are sealed in the database and printed nowhere", async () => {
  await done("workspace create acme");
  const shown = await done(
    "channel add line -w acme --name Shop --secret - --token -",
    "s3cretsecret\nt0kentoken\n",
  );
  expect(shown).not.toMatch(/s3cret|t0ken/);
  const bytes = await readFile(join(folder, "data/workspaces/acme.db"), "latin1");
  expect(bytes).not.toMatch(/s3cretsecret|t0kentoken/);
});

test("a backup taken beside a running server holds all, and restores to what it was", async () => {
  await serverBeside();
  await done("workspace create acme --admin boss@acme.example");
  const file = join(folder, "acme.backup");
  expect(await done(`backup ${file}`)).toContain(`Workspace acme is copied to ${file}`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await queryElsewhere(file, "select email from member")).toEqual([{ email: "boss@acme.example" }]);
  const twice = await alongside(`backup ${file}`);
  expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining("is there already")]);

  await done("member invite -w acme late@acme.example --name Late --role agent");
  const kept = await alongside(`restore ${file} -w acme`);
  expect([kept.code, kept.stderr]).toEqual([1, expect.stringContaining("--replace")]);
  await done(`restore ${file} -w acme --replace`);
  const members = await done("member list -w acme");
  expect(members).toContain("boss@acme.example");
  expect(members).not.toContain("late@acme.example");

  await done(`restore ${file} -w copy`);
  expect(await done("member list -w copy")).toContain("boss@acme.example");
  await done("member invite -w copy after@acme.example --name After --role agent");
  expect(await done("member list -w copy")).toContain("after@acme.example");
});

test("what is no backup is refused, and the workspace stays as it was", async () => {
  await done("workspace create acme --admin boss@acme.example");
  const file = join(folder, "no-backup");
  await writeFile(file, "not a database, but long enough to be looked at ".repeat(100));
  const refused = await alongside(`restore ${file} -w acme --replace`);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("not a database")]);
  const missing = await alongside(`restore ${file}.not -w acme --replace`);
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("no such file")]);
  expect(await done("member list -w acme")).toContain("boss@acme.example");
});

test("a server that was killed leaves nothing in the way", async () => {
  const server = await startServer(env);
  server.child.kill("SIGKILL");
  await server.exit;
  expect((await stat(join(folder, "data/operator.json"))).isFile()).toBe(true);
  expect(await done("workspace list")).toBe("None.\n");
  await expect(stat(join(folder, "data/operator.json"))).rejects.toThrow("ENOENT");
});

/** Who has the port of a server that is gone; `heard` is all it was told. */
async function stranger(pid: number) {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    request.on("data", (data) => heard.push(String(data)));
    request.on("end", () => response.end(JSON.stringify({ result: [], proof: "x".repeat(43) })));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ending.push(async () => void server.close());
  const { port } = server.address() as AddressInfo;
  await writeFile(
    join(folder, "data/operator.json"),
    JSON.stringify({ port, token: "t0ken-of-the-door", pid }),
  );
  return heard;
}

test("who cannot prove to know the token is told neither it nor what was typed", async () => {
  await done("workspace create acme");
  const heard = await stranger(process.pid);
  await done("channel add line -w acme --name Shop --secret - --token -", "s3cretsecret\nt0kentoken\n");
  expect(heard).toEqual([expect.stringMatching(/^GET \/challenge\?nonce=[\w-]{43} /)]);
  expect(heard.join()).not.toMatch(/t0ken|s3cret|authorization/i);
  expect(await done("connection list -w acme")).toMatch(/ line +Shop /);
});

test("whoever listens where a dead server did is not even asked", async () => {
  await done("workspace create acme");
  const gone = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(gone, "close");
  const heard = await stranger(gone.pid ?? 0);
  expect(await done("workspace list")).toMatch(/^acme /m);
  expect(heard).toEqual([]);
});

test("the operator's door opens to the token alone", async () => {
  await serverBeside();
  const { port } = JSON.parse(await readFile(join(folder, "data/operator.json"), "utf8")) as { port: number };
  const body = JSON.stringify({ command: "workspace.list", input: {} });
  for (const Authorization of ["", "Bearer ", `Bearer ${"x".repeat(43)}`]) {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: { Authorization },
      body,
    });
    expect([response.status, await response.text()]).toEqual([401, ""]);
  }
});

test("what is wrong is said in one sentence, with the exit code for it", async () => {
  const failed = await alongside("member list -w nowhere");
  expect(failed).toMatchObject({ code: 1, stdout: "" });
  expect(failed.stderr).toMatch(/^There is no workspace "nowhere"; .*\.\n$/);
  const missing = await alongside("channel add line -w acme --name Shop");
  expect(missing).toMatchObject({ code: 1, stdout: "" });
  expect(missing.stderr).toMatch(/^--secret is missing: .*LINE_CHANNEL_SECRET/);
  for (const line of ["workspace", "nonsense", "member invite", "member set-role -w acme a@b.example king"]) {
    expect([line, (await alongside(line)).code]).toEqual([line, 2]);
  }
});

test("help is everywhere and is no failure", async () => {
  for (const line of ["--help", "channel add line --help"]) {
    expect(await done(line)).toMatch(/^Usage: alongside/);
  }
});
