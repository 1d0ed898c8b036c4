import { say } from "../../../say.ts";

/** Why an inbox did not get a post, in words. */
export function relayReason(reason: string | null): string {
  const status = /^http_(\d+)$/.exec(reason ?? "")?.[1];
  if (status !== undefined) return say("relay.reason.status", { status });
  switch (reason) {
    case "timeout":
      return say("relay.reason.timeout");
    case "address_refused":
      return say("relay.reason.address");
    case "relay_off":
      return say("relay.reason.off");
    default:
      return say("relay.reason.unreachable");
  }
}
