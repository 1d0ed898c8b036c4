import { createHmac } from "node:crypto";
import { addChatwoot } from "../../worker/domain/connections/add-chatwoot.ts";
import { textOf, type TortureChannel } from "./channel.ts";

const SECRET = "torture-chatwoot-secret";
const account = { id: 3, name: "Shop" };
const inbox = { id: 12, name: "官網" };

/** https://www.chatwoot.com/hc/user-guide/articles/1677693021-how-to-use-webhooks */
export const chatwoot: TortureChannel = {
  name: "chatwoot",
  secret: SECRET,
  dated: true,
  async connect(call) {
    const { connectionId } = await addChatwoot(call, {
      name: "Chatwoot",
      origin: "https://chat.shop.test",
      accountId: String(account.id),
      webhookSecret: SECRET,
    });
    return connectionId;
  },
  message(n, person, at) {
    const sender = {
      id: 1000 + person,
      name: `訪客 ${person}`,
      email: null,
      phone_number: null,
      type: "contact",
    };
    return {
      event: "message_created",
      id: 7_000_000 + n,
      content: textOf("chatwoot", n),
      content_type: "text",
      content_attributes: {},
      message_type: "incoming",
      private: false,
      source_id: null,
      created_at: new Date(at).toISOString(),
      sender,
      inbox,
      account,
      conversation: {
        id: 500 + person,
        inbox_id: inbox.id,
        channel: "Channel::WebWidget",
        status: "open",
        contact_inbox: {
          id: 900 + person,
          contact_id: sender.id,
          inbox_id: inbox.id,
          source_id: `web-${person}`,
        },
        meta: { sender, assignee: null },
        messages: [],
      },
    };
  },
  sign(body, n, now, secret) {
    const timestamp = String(Math.floor(now / 1000));
    const digest = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    return {
      "X-Chatwoot-Delivery": `delivery-${n}`,
      "X-Chatwoot-Timestamp": timestamp,
      "X-Chatwoot-Signature": `sha256=${digest}`,
    };
  },
};
