import { createHmac } from "node:crypto";
import { list, object } from "../read.ts";
import type { Relay } from "../relay.ts";

/** LINE marks what it sends again (`deliveryContext.isRedelivery`), so its bytes differ. */
export const lineRelay: Relay = {
  namedByEvents: true,

  without(body, isOut) {
    const { destination, events, ...more } = object(body);
    const left = list(events).filter((event) => !isOut({ destination, event }));
    return left.length === 0 ? null : { destination, events: left, ...more };
  },

  // As the Verify button of LINE's console sends.
  greeting: (accountId) => JSON.stringify({ destination: accountId ?? `U${"0".repeat(32)}`, events: [] }),

  sign: ({ channelSecret = "" }, body) => ({
    "x-line-signature": createHmac("sha256", channelSecret).update(body).digest("base64"),
  }),
};
