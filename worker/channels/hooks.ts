import { Hono } from "hono";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { storePost } from "../domain/inbound/store.ts";
import { readBody } from "./body.ts";
import type { RawPost } from "./channel.ts";
import { knownConnections, type Receivers } from "./known-connections.ts";
import { relayedPost } from "./relay.ts";

const MAX_BYTES = 1_000_000;

/**
 * `POST /w/:workspace/hooks/:connection`, and `/shops/:connection` for shops: verified over the bytes as received, stored, then answered.
 * What it means is worked out later, by a job.
 *
 * Answers 404 CONNECTION_NOT_FOUND, 413 TOO_LARGE, 401 SIGNATURE_INVALID, 400 INVALID_JSON: in each case
 * nothing is stored.
 *
 * `GET` of the same address answers the handshake of a provider that asks for one: 200 with the challenge,
 * 403 FORBIDDEN for another token, 404 CONNECTION_NOT_FOUND also for a provider that asks for none.
 */
export function createHooks(deps: Deps, receivers: Receivers): Hono<AppEnv> {
  const hooks = new Hono<AppEnv>();
  const connections = knownConnections(deps.sealer, receivers);

  hooks.post("/:connection", async (c) => {
    const workspace = c.get("workspace");
    const id = c.req.param("connection");
    const kept = connections.kept(workspace, id);
    const post: RawPost = {
      headers: c.req.raw.headers,
      body: await readBody(c.req.raw, MAX_BYTES),
      now: c.get("now"),
    };
    // A kept secret may be out of date; a refusal is only final by one that was just read.
    if (!kept || !(await accept(kept, post))) {
      const read = await connections.load(workspace, id);
      if (!read) throw new Failure("CONNECTION_NOT_FOUND");
      if (!(await accept(read, post))) throw new Failure("UNAVAILABLE");
    }
    deps.wake(workspace.slug);
    return c.json({});

    /** false when the connection changed meanwhile, or when only a kept secret refused the post. */
    async function accept(connection: NonNullable<typeof kept>, raw: RawPost): Promise<boolean> {
      if (connection.receiver.isGreeting?.(raw)) return true;
      if (!connection.verify(raw)) {
        if (connection === kept) return false;
        throw new Failure("SIGNATURE_INVALID");
      }
      const arrivals = await connection.split(parseJson(raw.body), raw);
      if (!arrivals) throw new Failure("INVALID_JSON");
      const { id: connectionId, updatedAt, relay } = connection;
      const relayed = relay && (await relayedPost(relay, raw, arrivals));
      const stored = await storePost(workspace.db, { connectionId, updatedAt, arrivals, relayed }, raw.now);
      return stored === "stored";
    }
  });

  // Asked once, when the webhook is set up: never by a kept token.
  hooks.get("/:connection", async (c) => {
    const found = await connections.load(c.get("workspace"), c.req.param("connection"));
    if (!found?.handshake) throw new Failure("CONNECTION_NOT_FOUND");
    const answer = found.handshake(new URL(c.req.url).searchParams);
    if (answer === null) throw new Failure("FORBIDDEN");
    return c.text(answer, 200, { "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" });
  });

  return hooks;
}

/** @throws {Failure} INVALID_JSON, also for bytes that are not UTF-8 */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Failure("INVALID_JSON", { cause });
  }
}
