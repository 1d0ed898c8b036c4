import { uuidv7 } from "uuidv7";
import type { Api } from "../../../../lib/api.ts";
import { formatNumber } from "../../../../lib/format.ts";
import { say } from "../../../say.ts";
import { tell, tellFailure } from "../../../told.ts";
import type { RelayCalls, RelayTold } from "./RelayModel.ts";

export const relayCallsOf = ({ connections, relay }: Api): RelayCalls => ({
  list: () => relay.list.query({}),
  set: (input) => connections.setRelay.mutate({ ...input, operationId: uuidv7() }),
  posts: (input) => relay.posts.query(input),
  resend: (input) => relay.resend.mutate({ ...input, operationId: uuidv7() }),
  drop: (input) => relay.drop.mutate({ ...input, operationId: uuidv7() }),
});

export const relayTold: RelayTold = {
  set: (on) => tell(say(on ? "relay.toast.on" : "relay.toast.off")),
  resent: () => tell(say("relay.toast.resent")),
  dropped: (count) => tell(say("relay.toast.dropped", { count: formatNumber(count) })),
  failed: tellFailure,
};
