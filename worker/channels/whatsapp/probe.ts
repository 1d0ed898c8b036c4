import { appSteps, handshakeStep } from "../meta/probe.ts";
import { getFields, type GraphApi, graphOf } from "../meta/graph.ts";
import { passed, type Probe, refusedStep, skipped } from "../probe.ts";
import { text } from "../read.ts";

export const probeWhatsapp: Probe = async function* (connection, place) {
  if (place.accounts.length === 0) yield skipped("credentials", "no_account");
  let app: GraphApi | null = null;
  for (const { accountKey, name } of place.accounts) {
    const about = { of: name };
    const api = graphOf(connection, accountKey);
    if (!api) {
      yield skipped("credentials", "no_token", about);
      continue;
    }
    try {
      const found = await getFields(api, accountKey, ["display_phone_number", "verified_name"]);
      const number = text(found["display_phone_number"], 50);
      yield passed("credentials", { ...about, facts: number ? { name: number } : {} });
      app ??= api;
    } catch (error) {
      yield refusedStep("credentials", error, about);
    }
  }
  if (app) yield* appSteps(connection, app, place, { whatsapp_business_account: "whatsapp" });
  yield await handshakeStep(connection, place);
};
