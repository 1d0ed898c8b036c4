import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { rm } from "node:fs/promises";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { isCommand, runCommand } from "../cli/commands.ts";
import { problemOf } from "../cli/problem.ts";
import { type DataFolder, writePrivate } from "./data-folder.ts";
import type { Host } from "./host.ts";
import { listen } from "./listen.ts";

/** What `operator.json` of the data folder holds while a server runs. */
export interface OperatorAddress {
  port: number;
  token: string;
  /** The server's process id. */
  pid: number;
}

export const OPERATOR_FILE = "operator.json";

/** 256 bits in base64url. */
const NONCE = /^[\w-]{43}$/;

/** What only who knows the token can answer to a nonce. */
export const proofOf = (token: string, nonce: string): string =>
  createHmac("sha256", token).update(nonce).digest("base64url");

/**
 * Where the command line asks a running server, which alone may open the files: on loopback, with a
 * token that only who may read the data folder knows. It proves first that it knows the token itself.
 *
 * @returns ends it and removes the file
 */
export async function startOperatorEndpoint(host: Host, folder: DataFolder): Promise<() => Promise<void>> {
  const token = randomBytes(32).toString("base64url");
  const expected = Buffer.from(`Bearer ${token}`);
  const app = new Hono();
  app.get("/challenge", (c) => {
    const nonce = c.req.query("nonce") ?? "";
    return NONCE.test(nonce) ? c.json({ proof: proofOf(token, nonce) }) : c.text("", 400);
  });
  app.post("/", async (c) => {
    const given = Buffer.from(c.req.header("Authorization") ?? "");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return c.text("", 401);
    const { command, input } = (await c.req.json()) as { command: string; input: unknown };
    if (!isCommand(command)) return c.json({ problem: "The running server is of another version." });
    try {
      return c.json({ result: (await runCommand(command, host, input)) ?? null });
    } catch (error) {
      return c.json({ problem: problemOf(error) });
    }
  });
  const listening = await listen(0, "127.0.0.1");
  listening.serve(getRequestListener(app.fetch));
  const address: OperatorAddress = { port: listening.port, token, pid: process.pid };
  await writePrivate(folder.file(OPERATOR_FILE), JSON.stringify(address));
  return async () => {
    await rm(folder.file(OPERATOR_FILE), { force: true });
    await listening.close();
  };
}
