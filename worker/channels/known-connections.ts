import type { ConnectionKind } from "../../shared/channels.ts";
import type { Workspace } from "../deps.ts";
import { findConnection } from "../domain/connections/find.ts";
import type { Sealer } from "../sealer.ts";
import type { Channel, Verify } from "./channel.ts";
import { CHANNELS } from "./registry.ts";

export interface KnownConnection {
  id: string;
  kind: ConnectionKind;
  channel: Channel;
  verify: Verify;
  updatedAt: number;
}

const LIMIT = 1000;

/**
 * Connections with their secrets unsealed, kept per process so that a post costs no look-up. What is
 * kept may be old: whoever uses it must check `updatedAt` in the batch that stores the post.
 */
export function knownConnections(sealer: Sealer) {
  const known = new Map<string, KnownConnection>();

  async function load(workspace: Workspace, id: string): Promise<KnownConnection | null> {
    const key = `${workspace.slug}/${id}`;
    known.delete(key);
    const found = await findConnection(workspace.db, sealer, id);
    const channel = found && CHANNELS[found.kind];
    if (!channel) return null;
    const verify = channel.verifier(found.credentials);
    const entry = { id, kind: found.kind, channel, verify, updatedAt: found.updatedAt };
    if (known.size >= LIMIT) known.delete(known.keys().next().value ?? "");
    known.set(key, entry);
    return entry;
  }

  return {
    load,
    kept: (workspace: Workspace, id: string) => known.get(`${workspace.slug}/${id}`),
  };
}
