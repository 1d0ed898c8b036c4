import type { ConnectionKind } from "../../shared/channels.ts";
import type { Workspace } from "../deps.ts";
import { findConnection } from "../domain/connections/find.ts";
import type { Sealer } from "../sealer.ts";
import type { Handshake, Receiver, Verify } from "./channel.ts";
import { type Relay, RELAYS } from "./relay.ts";

export interface KnownConnection {
  id: string;
  kind: ConnectionKind;
  receiver: Receiver;
  verify: Verify;
  split: Receiver["split"];
  handshake: Handshake | null;
  updatedAt: number;
  /** How its posts go on to the inbox behind us; null when there is none. */
  relay: Relay | null;
}

export type Receivers = Partial<Record<ConnectionKind, Receiver>>;

const LIMIT = 1000;

/**
 * Connections with their secrets unsealed, kept per process so that a post costs no look-up. What is
 * kept may be old: whoever uses it must check `updatedAt` in the batch that stores the post.
 *
 * @param receivers by kind; a connection of another kind is not known here
 */
export function knownConnections(sealer: Sealer, receivers: Receivers) {
  const known = new Map<string, KnownConnection>();

  async function load(workspace: Workspace, id: string): Promise<KnownConnection | null> {
    const key = `${workspace.slug}/${id}`;
    known.delete(key);
    const found = await findConnection(workspace.db, sealer, id);
    const receiver = found && receivers[found.kind];
    if (!receiver) return null;
    const { kind, credentials, updatedAt } = found;
    const verify = receiver.verifier(credentials);
    const split: Receiver["split"] = (body, post) => receiver.split(body, post, credentials);
    const handshake = receiver.handshake?.(credentials) ?? null;
    const relay = (found.relayed && RELAYS[kind]) || null;
    const entry = { id, kind, receiver, verify, split, handshake, updatedAt, relay };
    if (known.size >= LIMIT) known.delete(known.keys().next().value ?? "");
    known.set(key, entry);
    return entry;
  }

  return {
    load,
    kept: (workspace: Workspace, id: string) => known.get(`${workspace.slug}/${id}`),
  };
}
