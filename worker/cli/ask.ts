import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import * as v from "valibot";
import { createSealer } from "../sealer.ts";
import { isMissing, openDataFolder } from "../runtime/data-folder.ts";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { openEmbeddedHost } from "../runtime/embedded-host.ts";
import { databaseUrl, parseEnv, privateAddresses, publicUrl, sealingKey } from "../runtime/env.ts";
import { type Host, OperatorError } from "../runtime/host.ts";
import { nodeConfig } from "../runtime/node-env.ts";
import { OPERATOR_FILE, type OperatorAddress, proofOf } from "../runtime/operator-endpoint.ts";
import { openServerHost } from "../runtime/server-host.ts";
import { type CommandInput, type CommandName, type CommandResult, runCommand } from "./commands.ts";

/** A server busy with a copy may take a while. */
const CHALLENGE_MS = 30_000;

const ServerEnv = v.object({
  DIRECTORY_URL: databaseUrl,
  DIRECTORY_TOKEN: v.optional(v.string()),
  ALONGSIDE_KEY: sealingKey,
  PUBLIC_URL: publicUrl,
  ALONGSIDE_ALLOW_PRIVATE_ADDRESSES: privateAddresses,
});

/**
 * Has a command done where the databases are: by the server that runs on the data folder, on the files
 * when none runs, or on the libSQL server that DIRECTORY_URL names.
 *
 * @throws {OperatorError} {Failure} {BadEnvironment}
 */
export async function ask<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
): Promise<CommandResult<Name>> {
  const env = process.env;
  if (env["DIRECTORY_URL"]) return onHost(name, input, await serverHost(env));
  const config = nodeConfig(env);
  useOutgoing({ allowPrivate: config.allowPrivate });
  const folder = await openDataFolder(config.data);
  const running = await readAddress(folder.file(OPERATOR_FILE));
  if (running && isAlive(running.pid) && (await isOurs(running))) {
    const answer = await askServer(running, name, input);
    if (answer !== null) return answer as CommandResult<Name>;
  }
  const sealer = await createSealer(config.key ?? (await folder.key()));
  const now = () => Date.now();
  const host = await openEmbeddedHost(folder, { sealer, publicUrl: config.publicUrl, now });
  // The files are ours now, so a server that was killed left it behind.
  if (running) await rm(folder.file(OPERATOR_FILE), { force: true });
  return onHost(name, input, host);
}

async function onHost<Name extends CommandName>(
  name: Name,
  input: CommandInput<Name>,
  host: Host,
): Promise<CommandResult<Name>> {
  try {
    return (await runCommand(name, host, input)) as CommandResult<Name>;
  } finally {
    await host.close();
  }
}

async function serverHost(env: NodeJS.ProcessEnv): Promise<Host> {
  const parsed = parseEnv(ServerEnv, env);
  useOutgoing({ allowPrivate: parsed.ALONGSIDE_ALLOW_PRIVATE_ADDRESSES === "on" });
  return openServerHost({
    directory: { url: parsed.DIRECTORY_URL, authToken: parsed.DIRECTORY_TOKEN },
    sealer: await createSealer(parsed.ALONGSIDE_KEY),
    publicUrl: parsed.PUBLIC_URL,
    now: () => Date.now(),
  });
}

async function readAddress(path: string): Promise<OperatorAddress | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as OperatorAddress;
  } catch (error) {
    if (isMissing(error)) return null;
    throw new OperatorError(`${path} cannot be read.`, { cause: error });
  }
}

/** Signal 0 only looks; a process of another user is alive too. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether who listens there knows the token: another program may have the port now. */
async function isOurs({ port, token }: OperatorAddress): Promise<boolean> {
  const nonce = randomBytes(32).toString("base64url");
  try {
    const response = await fetch(`http://127.0.0.1:${port}/challenge?nonce=${nonce}`, {
      redirect: "error",
      signal: AbortSignal.timeout(CHALLENGE_MS),
    });
    const { proof } = (await response.json()) as { proof?: unknown };
    const given = Buffer.from(String(proof));
    const expected = Buffer.from(proofOf(token, nonce));
    return given.length === expected.length && timingSafeEqual(given, expected);
  } catch {
    return false;
  }
}

/** @returns null when no server answers there any more */
async function askServer({ port, token }: OperatorAddress, command: CommandName, input: unknown) {
  let response: Response;
  try {
    response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      redirect: "error",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ command, input }),
    });
  } catch {
    return null;
  }
  // Another program has the port now.
  if (response.status === 401 || response.status === 404) return null;
  const { result, problem } = (await response.json()) as { result?: unknown; problem?: string };
  if (problem !== undefined) throw new OperatorError(problem);
  return result;
}
