import { newId } from "../../domain/id.ts";
import { type TestWorkspace, TEST_NOW } from "../app-workspace.ts";
import { APP, APP_SECRET, escaped, postMetaRaw, VERIFY_TOKEN } from "./meta.ts";
import { type Answer, serve } from "./server.ts";

export const WABA = "200200200200";
export const NUMBER = "300300300300";
export const OTHER_NUMBER = "300300300301";
export const TOKEN = "whatsapp-token";

/** The Cloud API as far as it is used: numbers, files, and the app with its subscriptions. */
export interface FakeCloud {
  base: string;
  token: string;
  /** Bytes by media id. */
  files: Map<string, { type: string; bytes: string }>;
  subscriptions: { object: string; callback_url: string; active: boolean }[];
  asked: string[];
}

const refused: Answer = {
  status: 401,
  body: {
    error: { message: "Invalid OAuth access token", type: "OAuthException", code: 190, fbtrace_id: "A" },
  },
};

export async function fakeCloud(): Promise<FakeCloud> {
  const cloud: FakeCloud = { base: "", token: TOKEN, files: new Map(), subscriptions: [], asked: [] };
  cloud.base = await serve((request, { pathname }) => {
    cloud.asked.push(pathname);
    if (pathname === `/v25.0/${APP}/subscriptions`) {
      const asApp = request.headers.authorization === `Bearer ${APP}|${APP_SECRET}`;
      return asApp ? { body: { data: cloud.subscriptions } } : refused;
    }
    if (request.headers.authorization !== `Bearer ${cloud.token}`) return refused;
    const id = /^\/v25\.0\/(\w+)$/.exec(pathname)?.[1] ?? "";
    if (id === "app") return { body: { id: APP } };
    if (id === NUMBER || id === OTHER_NUMBER) return { body: { id } };
    if (cloud.files.has(id))
      return { body: { id, messaging_product: "whatsapp", url: `${cloud.base}/file/${id}` } };
    return { status: 400, body: { error: { message: "(#100)", type: "OAuthException", code: 100 } } };
  });
  return cloud;
}

/** A connection to the app with these numbers, added as an admin does. */
export async function connectWhatsapp(
  shop: TestWorkspace,
  { base = "http://127.0.0.1:9", numbers = [NUMBER] }: { base?: string; numbers?: string[] } = {},
): Promise<string> {
  const { connectionId } = await shop.client("admin").connections.addWhatsapp.mutate({
    operationId: newId(shop.clock.now),
    name: "WhatsApp",
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    accessToken: TOKEN,
    apiBase: base,
  });
  for (const accountId of numbers) {
    shop.clock.now++;
    await addNumber(shop, connectionId, accountId);
  }
  return connectionId;
}

export const addNumber = (shop: TestWorkspace, connectionId: string, accountId: string) =>
  shop.client("admin").connections.addAccount.mutate({
    operationId: newId(shop.clock.now),
    connectionId,
    kind: "whatsapp",
    name: "Shop",
    accountId,
  });

type Json = Record<string, unknown>;

/** One change of one number. */
export const change = (value: Json, { field = "messages", number = NUMBER } = {}): Json => ({
  field,
  value: {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "886900000000", phone_number_id: number },
    ...value,
  },
});

export const bodyOf = (changes: Json[]): string =>
  escaped({ object: "whatsapp_business_account", entry: [{ id: WABA, changes }] });

/** A delivery as Meta posts it, signed. */
export const postWhatsapp = (
  shop: TestWorkspace,
  connectionId: string,
  ...changes: Json[]
): Promise<Response> => postMetaRaw(shop, connectionId, bodyOf(changes));

/** Somebody with an id that lasts, a number, or both. */
export interface Who {
  id?: string;
  number?: string;
  name?: string;
}

export const bsuid = (n: number): string => `TW.9000000000${String(n).padStart(4, "0")}`;
export const waId = (n: number): string => `8869120000${String(n).padStart(2, "0")}`;

const seconds = (at: number): string => String(Math.floor(at / 1000));

/** A message with the `contacts` that come with it; `fields` are what its type adds. */
export function messageChange(
  id: string,
  fields: Json,
  { id: userId, number, name = "Lin" }: Who = { id: bsuid(1), number: waId(1) },
  at = TEST_NOW,
): Json {
  return change({
    contacts: [
      {
        profile: { name },
        ...(number === undefined ? {} : { wa_id: number }),
        ...(userId === undefined ? {} : { user_id: userId }),
      },
    ],
    messages: [
      {
        ...(number === undefined ? {} : { from: number }),
        ...(userId === undefined ? {} : { from_user_id: userId }),
        id,
        timestamp: seconds(at),
        ...fields,
      },
    ],
  });
}

export const textChange = (id: string, body: string, who?: Who, at?: number): Json =>
  messageChange(id, { type: "text", text: { body } }, who, at);

export const statusChange = (id: string, status: string, to: Who, at = TEST_NOW, more: Json = {}): Json =>
  change({
    statuses: [
      {
        id,
        status,
        timestamp: seconds(at),
        ...(to.number === undefined ? {} : { recipient_id: to.number }),
        ...(to.id === undefined ? {} : { recipient_user_id: to.id }),
        ...more,
      },
    ],
  });

/** That somebody goes by other ids, as the channel tells it. */
export const renameChange = (id: string, from: Who, to: Who, at = TEST_NOW): Json =>
  change({
    messages: [
      {
        id,
        timestamp: seconds(at),
        type: "system",
        ...(from.number === undefined ? {} : { from: from.number }),
        system: {
          type: from.number === undefined ? "user_changed_user_id" : "user_changed_number",
          body: "User Lin changed",
          ...(from.id === undefined ? {} : { previous_user_id: from.id }),
          ...(to.id === undefined ? {} : { user_id: to.id }),
          ...(to.number === undefined ? {} : { wa_id: to.number }),
        },
      },
    ],
  });
