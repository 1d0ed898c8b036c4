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

  sign: ({ channelSecret = "" }, body) => ({
    "x-line-signature": createHmac("sha256", channelSecret).update(body).digest("base64"),
  }),
};
