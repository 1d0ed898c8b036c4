import { createHmac } from "node:crypto";
import { newId } from "../../domain/id.ts";
import { type TestWorkspace, TEST_NOW } from "../app-workspace.ts";
import { type Answer, serve } from "./server.ts";

export const PAGE = "111000111000111";
export const IG_ACCOUNT = "17840000000000001";
export const APP_SECRET = "meta-app-secret";
export const VERIFY_TOKEN = "meta-verify-token";

/** The app whose webhook it is. */
export const APP = "424242";

/** The Graph API as far as it is used: fields of people and accounts, the app and its subscriptions. */
export interface FakeGraph {
  base: string;
  /** By PSID or IGSID; anybody else is an error 100. */
  people: Map<string, Record<string, string>>;
  /** Tokens it takes, by the account they are for. */
  tokens: Set<string>;
  /** The app's webhooks, and what the page's subscription to the app holds. */
  subscriptions: { object: string; callback_url: string; active: boolean }[];
  subscribedFields: string[];
  /** Answers the next requests instead, one each. */
  instead: Answer[];
  /** Paths asked for. */
  asked: string[];
}

const refusal = (code: number, status = 400): Answer => ({
  status,
  body: { error: { message: `(#${code}) refused`, type: "OAuthException", code, fbtrace_id: "A" } },
});
export const TOKEN_OVER = refusal(190, 401);
export const TOO_MANY = refusal(613);

export async function fakeGraph(): Promise<FakeGraph> {
  const graph: FakeGraph = {
    base: "",
    people: new Map(),
    tokens: new Set(["page-token", "ig-token"]),
    subscriptions: [],
    subscribedFields: [],
    instead: [],
    asked: [],
  };
  graph.base = await serve((request, { pathname }) => {
    graph.asked.push(pathname);
    const instead = graph.instead.shift();
    if (instead) return instead;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (pathname === `/v25.0/${APP}/subscriptions`) {
      return token === `${APP}|${APP_SECRET}` ? { body: { data: graph.subscriptions } } : TOKEN_OVER;
    }
    if (!token || !graph.tokens.has(token)) return TOKEN_OVER;
    if (pathname === "/v25.0/app") return { body: { id: APP } };
    if (pathname === `/v25.0/${PAGE}/subscribed_apps`) {
      return { body: { data: [{ id: APP, name: "Alongside", subscribed_fields: graph.subscribedFields }] } };
    }
    const id = /^\/v25\.0\/(\w+)$/.exec(pathname)?.[1] ?? "";
    if (id === PAGE || id === IG_ACCOUNT) return { body: { id } };
    const person = graph.people.get(id);
    return person ? { body: { ...person, id } } : refusal(100);
  });
  return graph;
}

/** A connection to the app, added as an admin does. */
export async function connectMeta(
  shop: TestWorkspace,
  graph: Pick<FakeGraph, "base"> = { base: "http://127.0.0.1:9" },
): Promise<string> {
  const { connectionId } = await shop.client("admin").connections.addMeta.mutate({
    operationId: newId(shop.clock.now),
    name: "Meta",
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    apiBase: graph.base,
  });
  return connectionId;
}

export const addAccount = (
  shop: TestWorkspace,
  connectionId: string,
  account: { kind: "messenger" | "instagram"; accountId: string; accessToken?: string; name?: string },
) =>
  shop.client("admin").connections.addAccount.mutate({
    operationId: newId(shop.clock.now),
    connectionId,
    name: "Shop",
    ...account,
  });

/** A connection with a page and an Instagram account, both with a token. */
export async function connectBoth(shop: TestWorkspace, graph?: FakeGraph): Promise<string> {
  const connectionId = await connectMeta(shop, graph);
  const tokens = graph ? { page: { accessToken: "page-token" }, ig: { accessToken: "ig-token" } } : null;
  await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE, ...tokens?.page });
  shop.clock.now++;
  await addAccount(shop, connectionId, { kind: "instagram", accountId: IG_ACCOUNT, ...tokens?.ig });
  return connectionId;
}

export const metaSignature = (body: string, secret = APP_SECRET): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

/** As Meta writes JSON: what is not ASCII is escaped. */
export const escaped = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

export const postMetaRaw = (
  shop: TestWorkspace,
  connectionId: string,
  body: string,
  signature = metaSignature(body),
): Promise<Response> =>
  shop.fetch(`/w/${shop.slug}/hooks/${connectionId}`, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", "X-Hub-Signature-256": signature },
  });

/** A delivery as Meta posts it, signed: one entry of one account. */
export const postMeta = (
  shop: TestWorkspace,
  connectionId: string,
  messaging: unknown[],
  { object = "page", account, as = "messaging" }: { object?: string; account?: string; as?: string } = {},
): Promise<Response> => {
  const id = account ?? (object === "page" ? PAGE : IG_ACCOUNT);
  return postMetaRaw(
    shop,
    connectionId,
    escaped({ object, entry: [{ id, time: TEST_NOW, [as]: messaging }] }),
  );
};

export const psid = (n: number): string => `7400000000000${String(n).padStart(4, "0")}`;

interface Where {
  user?: string;
  at?: number;
  account?: string;
}

/** Something a person did: `fields` are what its kind adds. */
export const metaEvent = (
  fields: Record<string, unknown>,
  { user = psid(1), at = TEST_NOW, account = PAGE }: Where = {},
): Record<string, unknown> => ({
  sender: { id: user },
  recipient: { id: account },
  timestamp: at,
  ...fields,
});

/** The account's own message, told back to it. */
export const metaEcho = (
  message: Record<string, unknown>,
  { user = psid(1), at = TEST_NOW, account = PAGE }: Where = {},
): Record<string, unknown> => ({
  sender: { id: account },
  recipient: { id: user },
  timestamp: at,
  message: { is_echo: true, ...message },
});
