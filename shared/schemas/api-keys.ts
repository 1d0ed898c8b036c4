import * as v from "valibot";
import { id, requiredText } from "../text.ts";

/** What another system may do with a key. */
export const API_SCOPES = [
  "contacts:read",
  "contacts:write",
  "tags:read",
  "tags:write",
  "customers:read",
  "customers:write",
  "members:read",
  "members:write",
  "orders:read",
  "orders:write",
  "carts:read",
  "carts:write",
  "conversations:read",
  "conversations:write",
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export const ApiKeyCreate = v.object({
  name: requiredText(100),
  scopes: v.pipe(
    v.array(v.picklist(API_SCOPES)),
    v.minLength(1, "INVALID_INPUT"),
    v.transform((scopes) => [...new Set(scopes)].sort()),
  ),
});
export const ApiKeyList = v.object({});
export const ApiKeyRevoke = v.object({ keyId: id });

export interface ApiKeyItem {
  id: string;
  name: string;
  /** Its first characters, by which it can be told from others. */
  beginning: string;
  scopes: ApiScope[];
  createdByName: string | null;
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

/** The only time the key is told; null when its operation is repeated, since nobody keeps it. */
export interface ApiKeyCreated {
  keyId: string;
  key: string | null;
}
