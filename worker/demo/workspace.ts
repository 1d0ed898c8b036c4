import type { Masking } from "../../shared/masking.ts";
import type { ChannelKind } from "../../shared/channels.ts";
import { MODULE_DEFAULTS } from "../../shared/modules.ts";
import { type Role, ROLES } from "../../shared/permissions.ts";
import { hashPassword } from "../auth/password.ts";
import { sealCredentials } from "../domain/connections/credentials.ts";
import type { Sealer } from "../sealer.ts";
import type { Row } from "./rows.ts";
import { ACCOUNTS, demoEmail, LINE_DEMO, SHOP_NAME, STAFF } from "./shop.ts";

/** One member per role, with its password. */
export async function memberRows(
  ids: Record<Role, string>,
  passwords: Record<Role, string>,
  at: number,
): Promise<Row[]> {
  return Promise.all(
    ROLES.map(async (role) => ({
      id: ids[role],
      email: demoEmail(role),
      name: STAFF[role],
      role,
      state: "active",
      password: await hashPassword(passwords[role]),
      created_at: at,
      updated_at: at,
    })),
  );
}

export function settingRows(at: number): Row[] {
  const modules = { ...MODULE_DEFAULTS, omo: true, crm: true };
  // Marketing writes to many and calls nobody.
  const masking: Masking = { marketing: ["phone", "email", "id"] };
  const values = { name: SHOP_NAME, timeZone: "Asia/Taipei", defaultRegion: "TW", modules, masking };
  return Object.entries(values).map(([name, value]) => ({
    name,
    value: JSON.stringify(value),
    updated_at: at,
  }));
}

export function channelRows(ids: Record<ChannelKind, string>, at: number): Row[] {
  return (Object.keys(ACCOUNTS) as ChannelKind[]).map((kind) => ({
    id: ids[kind],
    kind,
    account_id: ACCOUNTS[kind].accountId,
    name: ACCOUNTS[kind].name,
    created_at: at,
    updated_at: at,
  }));
}

export async function lineConnectionRow(sealer: Sealer, at: number): Promise<Row> {
  const { connectionId, channelSecret, channelAccessToken, destination } = LINE_DEMO;
  return {
    id: connectionId,
    kind: "line",
    name: ACCOUNTS.line.name,
    sealed_credentials: await sealCredentials(sealer, connectionId, {
      channelSecret,
      accessToken: channelAccessToken,
    }),
    settings: JSON.stringify({ accountId: destination }),
    created_at: at,
    updated_at: at,
  };
}
