import { randomBytes } from "node:crypto";
import type { TestStep } from "../../../shared/schemas/connections.ts";
import type { OpenConnection } from "../../domain/connections/find.ts";
import {
  failed,
  isReachable,
  passed,
  postToOurselves,
  type Probe,
  type ProbePlace,
  refusedStep,
  skipped,
  webhookStep,
} from "../probe.ts";
import { externalId, list, object, text } from "../read.ts";
import { getEdge, getFields, type GraphApi, graphOf } from "./graph.ts";

/** What a page's subscription must hold for the thread to be whole. */
const PAGE_FIELDS = ["messages", "messaging_postbacks", "message_echoes"];

/** Messenger and Instagram. */
export const probeMeta: Probe = async function* (connection, place) {
  if (place.accounts.length === 0) yield skipped("credentials", "no_account");
  let app: GraphApi | null = null;
  for (const { accountKey, kind, name } of place.accounts) {
    const about = { of: name };
    const api = graphOf(connection, accountKey);
    if (!api) {
      yield skipped("credentials", "no_token", about);
      continue;
    }
    try {
      await getFields(api, accountKey, ["id"]);
      yield passed("credentials", about);
    } catch (error) {
      yield refusedStep("credentials", error, about);
      continue;
    }
    app ??= api;
    if (kind === "messenger") yield await subscribed(api, accountKey, name);
  }
  if (app) yield* appSteps(connection, app, place, { page: "messenger", instagram: "instagram" });
  yield await handshakeStep(connection, place);
};

async function subscribed(api: GraphApi, page: string, name: string): Promise<TestStep> {
  const about = { of: name };
  try {
    const apps = list((await getEdge(api, page, "subscribed_apps"))["data"]).map(object);
    const fields = new Set(apps.flatMap((one) => list(one["subscribed_fields"]).map(String)));
    const missing = PAGE_FIELDS.filter((field) => !fields.has(field));
    if (missing.length === 0) return passed("subscription", about);
    return failed("subscription", "fields_missing", { ...about, facts: { fields: missing.join(", ") } });
  } catch (error) {
    return refusedStep("subscription", error, about);
  }
}

/**
 * Whether the app's secret is ours and where the app's webhooks go, by the object they are about. The app
 * itself is asked, as it signs what is posted: its token is its id and its secret.
 *
 * @param objects Meta's names of what must be subscribed to, with the kind of account that needs each
 */
export async function* appSteps(
  { credentials }: OpenConnection,
  api: GraphApi,
  place: ProbePlace,
  objects: Record<string, string>,
): AsyncIterable<TestStep> {
  const kinds = new Set<string>(place.accounts.map(({ kind }) => kind));
  try {
    const id = externalId((await getFields(api, "app", ["id"]))["id"]);
    if (id === undefined) return;
    const asApp = { ...api, accessToken: `${id}|${credentials.appSecret ?? ""}` };
    const found = list((await getEdge(asApp, id, "subscriptions"))["data"]).map(object);
    for (const [name, kind] of Object.entries(objects)) {
      if (!kinds.has(kind)) continue;
      const one = found.find(({ object: of }) => of === name);
      const step = webhookStep(text(one?.["callback_url"], 500), place, { of: name });
      yield step.outcome === "ok" && one?.["active"] === false
        ? failed("webhook", "webhook_off", { of: name })
        : step;
    }
  } catch (error) {
    const step = refusedStep("webhook", error);
    // The page's own token was taken: what is refused is the app's, so its secret.
    yield step.problem === "token_refused" ? failed("webhook", "secret_wrong") : step;
  }
}

/** Does what Meta does when the webhook is set up there, through whatever stands before this server. */
export async function handshakeStep({ credentials }: OpenConnection, place: ProbePlace): Promise<TestStep> {
  if (!isReachable(place)) return failed("delivery", "address_private");
  const challenge = randomBytes(12).toString("hex");
  const asked = new URLSearchParams({
    "hub.mode": "subscribe",
    "hub.verify_token": credentials.verifyToken ?? "",
    "hub.challenge": challenge,
  });
  const { status, text: body } = await postToOurselves(place, { method: "GET", query: `?${asked}` });
  if (status === 200 && body === challenge) return passed("delivery");
  return failed("delivery", "not_delivered", { facts: { detail: status === 0 ? "—" : `HTTP ${status}` } });
}
