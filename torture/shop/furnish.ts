import type { Database } from "../../worker/db/database.ts";
import { newId } from "../../worker/domain/id.ts";
import type { Sealer } from "../../worker/sealer.ts";
import { insertContact, insertMembers } from "../../worker/test/app-workspace.ts";
import { CHANNELS } from "../channels/registry.ts";
import type { Shop } from "./installation.ts";

/**
 * Members, contacts and connections of a new workspace.
 *
 * @param provider base URL of an API that knows nobody, where channels look people up
 */
export async function furnish(
  db: Database,
  sealer: Sealer,
  { contacts, provider }: { contacts: number; provider: string },
): Promise<Shop> {
  const now = Date.now();
  const members = await insertMembers(db, now);
  const made: string[] = [];
  for (let i = 0; i < contacts; i++) {
    made.push((await insertContact(db, now, { name: `客人 ${i}` })).contactId);
  }
  const connections = await connectAll(db, sealer, now, provider);
  return {
    tokens: [members.supervisor.token, members.cs_manager.token, members.admin.token],
    contacts: made,
    connections,
  };
}

/** A connection of every channel, added as by the operator. */
export async function connectAll(
  db: Database,
  sealer: Sealer,
  now: number,
  provider: string,
): Promise<Shop["connections"]> {
  const connections: Shop["connections"] = {};
  for (const channel of CHANNELS) {
    const call = {
      db,
      sealer,
      now,
      actor: { kind: "system" as const, name: "operator" as const },
      operationId: undefined,
      requestId: newId(now),
    };
    connections[channel.name] = await channel.connect(call, provider);
  }
  return connections;
}
