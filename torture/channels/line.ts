import { createHmac } from "node:crypto";
import { addLine } from "../../worker/domain/connections/add-line.ts";
import { textOf, type TortureChannel } from "./channel.ts";

const BOT = `U${"0".repeat(31)}b`;
const SECRET = "torture-line-secret";

/** https://developers.line.biz/en/reference/messaging-api/#webhooks */
export const line: TortureChannel = {
  name: "line",
  secret: SECRET,
  dated: false,
  async connect(call, provider) {
    const { connectionId } = await addLine(call, {
      name: "LINE",
      channelSecret: SECRET,
      accessToken: "token",
      accountId: BOT,
      apiBase: provider,
    });
    return connectionId;
  },
  message: (n, person, at) => ({
    destination: BOT,
    events: [
      {
        type: "message",
        mode: "active",
        timestamp: at,
        replyToken: `reply-${n}`,
        webhookEventId: `01KB${String(n).padStart(22, "0")}`,
        deliveryContext: { isRedelivery: false },
        source: { type: "user", userId: `U${person.toString(16).padStart(32, "0")}` },
        message: { id: `59${n}`, type: "text", quoteToken: "q", text: textOf("line", n) },
      },
    ],
  }),
  sign: (body, _n, _now, secret) => ({
    "X-Line-Signature": createHmac("sha256", secret).update(body).digest("base64"),
  }),
};
