import { timingSafeEqual } from "node:crypto";
import type { Row } from "@libsql/client";
import { sha256 } from "../batch.ts";
import { Failure } from "../failure.ts";
import { LIFETIME, type SignedInMember, type SignInCall } from "./call.ts";
import { newToken } from "./token.ts";

/** What a surface signs its calls with. */
export interface Tokens {
  accessToken: string;
  /** UTC ms. */
  accessExpiresAt: number;
  refreshToken: string;
  member: SignedInMember;
}

/** Tokens made but not yet stored: their hashes for the batch, and the answer once it has happened. */
export interface MadeTokens {
  stored: { accessHash: string; accessExpiresAt: number; refreshHash: string };
  answer(member: Row | undefined): Tokens;
}

const keyContext = (sessionId: string) => `session/${sessionId}`;

/**
 * Later tokens are derived (HMAC) from a key of the session: the same refresh token presented twice,
 * because an answer was lost or two tabs woke at once, is answered with the same successor. The key
 * is sealed, so that the database alone gives no token away.
 */
async function derive(key: string, text: string): Promise<Buffer> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", Buffer.from(key, "base64url"), hmac, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(text));
  return Buffer.from(mac);
}

const accessTokenOf = async (key: string, expiresAt: number): Promise<string> =>
  (await derive(key, `access ${expiresAt}`)).toString("base64url");

/** Bytes of a refresh token's secret that make it its own; as many behind them prove who made it. */
const HALF = 16;

const proofOf = async (key: string, own: Buffer): Promise<Buffer> =>
  (await derive(key, `proof ${own.toString("base64url")}`)).subarray(0, HALF);

async function refreshTokenOf(key: string, sessionId: string, seed: Buffer): Promise<string> {
  const own = seed.subarray(0, HALF);
  return `${sessionId}.${Buffer.concat([own, await proofOf(key, own)]).toString("base64url")}`;
}

/** @throws {Failure} UNAUTHENTICATED when the server's sealing key has changed since */
const openKey = ({ sealer }: SignInCall, session: { id: string; sealedKey: string }): Promise<string> =>
  sealer.open(keyContext(session.id), session.sealedKey).catch((cause: unknown) => {
    throw new Failure("UNAUTHENTICATED", { cause });
  });

/**
 * Whether this session was ever given that refresh token, however long ago.
 *
 * @throws {Failure} UNAUTHENTICATED when the server's sealing key has changed since
 */
export async function wasIssued(
  call: SignInCall,
  session: { id: string; sealedKey: string },
  refreshToken: string,
): Promise<boolean> {
  const secret = Buffer.from(refreshToken.slice(session.id.length + 1), "base64url");
  const [own, proof] = [secret.subarray(0, HALF), secret.subarray(HALF)];
  return proof.length === HALF && timingSafeEqual(proof, await proofOf(await openKey(call, session), own));
}

async function made(
  tokens: Pick<Tokens, "accessToken" | "accessExpiresAt" | "refreshToken">,
): Promise<MadeTokens> {
  const { accessToken, accessExpiresAt, refreshToken } = tokens;
  return {
    stored: {
      accessHash: await sha256(accessToken),
      accessExpiresAt,
      refreshHash: await sha256(refreshToken),
    },
    answer(row) {
      if (!row) throw new Error("a session without a member");
      const member = {
        id: String(row["id"]),
        name: String(row["name"]),
        email: String(row["email"]),
        role: String(row["role"]),
      };
      return { ...tokens, member };
    },
  };
}

/** For a new session: its key, sealed, and its first tokens. */
export async function firstTokens(
  { now, sealer }: SignInCall,
  sessionId: string,
): Promise<MadeTokens & { stored: { sealedKey: string } }> {
  const key = newToken();
  const accessExpiresAt = now + LIFETIME.access;
  const tokens = await made({
    accessToken: await accessTokenOf(key, accessExpiresAt),
    accessExpiresAt,
    refreshToken: await refreshTokenOf(key, sessionId, Buffer.from(newToken(), "base64url")),
  });
  const sealedKey = await sealer.seal(keyContext(sessionId), key);
  return { ...tokens, stored: { ...tokens.stored, sealedKey } };
}

/**
 * The successors of a refresh token. An access token that has half its life before it is answered
 * again, so that two tabs of one session do not end each other's.
 *
 * @throws {Failure} UNAUTHENTICATED when the server's sealing key has changed since
 */
export async function nextTokens(
  call: SignInCall,
  session: { id: string; sealedKey: string; accessExpiresAt: number },
  refreshToken: string,
): Promise<MadeTokens> {
  const { now } = call;
  const key = await openKey(call, session);
  const fresh = session.accessExpiresAt - now >= LIFETIME.access / 2;
  const accessExpiresAt = fresh ? session.accessExpiresAt : now + LIFETIME.access;
  return made({
    accessToken: await accessTokenOf(key, accessExpiresAt),
    accessExpiresAt,
    refreshToken: await refreshTokenOf(key, session.id, await derive(key, `refresh ${refreshToken}`)),
  });
}
