import { API_SCOPES, type ApiScope } from "../../shared/schemas/api-keys.ts";
import { newId } from "../domain/id.ts";
import type { TestWorkspace } from "./workspace.ts";

export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Calls the Contact API with a key of its own. */
export async function apiClient(shop: TestWorkspace, scopes: readonly ApiScope[] = API_SCOPES, name = "ERP") {
  const { keyId, key } = await shop
    .client("admin")
    .apiKeys.create.mutate({ operationId: newId(shop.clock.now), name, scopes: [...scopes] });
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> => {
    const response = await shop.fetch(`/w/${shop.slug}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? {} : (JSON.parse(text) as ApiAnswer["body"]),
    };
  };
  return { key: key ?? "", keyId, call };
}

export type ApiClient = Awaited<ReturnType<typeof apiClient>>;
