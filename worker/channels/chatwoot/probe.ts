import { passed, type Probe, refusedStep, skipped, webhookStep } from "../probe.ts";
import { object, text } from "../read.ts";
import { listConversations, listWebhooks } from "./send.ts";

/** Without a token nothing can be asked: then only what arrives says that it works. */
export const probeChatwoot: Probe = async function* ({ credentials, settings, origin }, place) {
  const apiBase = settings.apiBase ?? origin;
  const { accountId } = settings;
  const { apiToken } = credentials;
  if (!apiToken || !apiBase || !accountId) {
    yield skipped("credentials", "no_token");
    return;
  }
  const api = { apiBase, accountId, apiToken };
  try {
    await listConversations(api, 1);
    yield passed("credentials");
  } catch (error) {
    yield refusedStep("credentials", error);
    return;
  }
  try {
    const urls = (await listWebhooks(api)).map((one) => text(object(one)["url"], 500));
    yield webhookStep(urls.find((url) => webhookStep(url, place).outcome === "ok") ?? urls[0], place);
  } catch (error) {
    // Agents' tokens may not look at the account's webhooks.
    const step = refusedStep("webhook", error);
    const hidden = step.problem === "permission_missing" || step.problem === "token_refused";
    yield hidden ? skipped("webhook", "permission_missing") : step;
  }
};
