import { createHmac } from "node:crypto";
import { failed, isReachable, passed, postToOurselves, type Probe } from "../probe.ts";

/** Posts a signed body without events to our own address, as the site's server would. */
export const probeWebsite: Probe = async function* ({ credentials }, place) {
  if (!isReachable(place)) {
    yield failed("delivery", "address_private");
    return;
  }
  const body = JSON.stringify({ events: [] });
  const timestamp = String(Math.floor(place.now / 1000));
  const signature = createHmac("sha256", credentials.siteKey ?? "")
    .update(`${timestamp}.${body}`)
    .digest("hex");
  const { status } = await postToOurselves(place, {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      "X-Alongside-Timestamp": timestamp,
      "X-Alongside-Signature": `sha256=${signature}`,
    },
  });
  yield status === 200
    ? passed("delivery")
    : failed("delivery", "not_delivered", { facts: { detail: status === 0 ? "—" : `HTTP ${status}` } });
};
