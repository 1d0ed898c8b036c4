import { object, text } from "../read.ts";
import { failed, isReachable, passed, type Probe, refusedStep, webhookStep } from "../probe.ts";
import { ProviderRefusal } from "../request.ts";
import { getBotInfo, getWebhook, testWebhook } from "./send.ts";

/**
 * Whose access token it is, where LINE posts to, and whether a post it makes now is answered: that one
 * is signed, so it also tells a wrong secret.
 */
export const probeLine: Probe = async function* ({ credentials, settings }, place) {
  const api = { apiBase: settings.apiBase, accessToken: credentials.accessToken ?? "" };
  try {
    const { userId, name } = await getBotInfo(api);
    const other = place.accounts.find(({ accountKey }) => accountKey !== userId);
    yield other
      ? failed("credentials", "account_differs", { facts: { name } })
      : passed("credentials", { facts: { name } });
  } catch (error) {
    yield refusedStep("credentials", error);
    return;
  }
  try {
    const { endpoint, active } = await getWebhook(api);
    const there = webhookStep(endpoint, place);
    const step = there.outcome === "ok" && !active ? failed("webhook", "webhook_off") : there;
    yield step;
    if (step.outcome !== "ok") return;
  } catch (error) {
    const unset = error instanceof ProviderRefusal && error.status === 404;
    yield unset ? failed("webhook", "webhook_not_set") : refusedStep("webhook", error);
    return;
  }
  if (!isReachable(place)) {
    yield failed("delivery", "address_private");
    return;
  }
  try {
    const answer = object(await testWebhook(api, place.webhookUrl));
    if (answer["success"] === true) yield passed("delivery");
    else if (answer["statusCode"] === 401) yield failed("delivery", "secret_wrong");
    else {
      const detail = [text(answer["reason"], 100), text(answer["detail"], 200)].filter(Boolean).join(": ");
      yield failed("delivery", "not_delivered", { facts: { detail } });
    }
  } catch (error) {
    yield refusedStep("delivery", error);
  }
};
