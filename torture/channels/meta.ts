import { createHmac } from "node:crypto";
import type { Call } from "../../worker/domain/ctx.ts";
import { addAccount } from "../../worker/domain/connections/add-account.ts";
import { addMeta } from "../../worker/domain/connections/add-meta.ts";
import { addWhatsapp } from "../../worker/domain/connections/add-whatsapp.ts";
import { textOf, type TortureChannel } from "./channel.ts";

const SECRET = "torture-meta-app-secret";
const app = { appSecret: SECRET, verifyToken: "verify", accessToken: "token" };

/** https://developers.facebook.com/docs/messenger-platform/webhooks: what all of Meta's have in common. */
const ofMeta = {
  secret: SECRET,
  dated: false,
  sign: (body: string, _n: number, _now: number, secret: string) => ({
    "X-Hub-Signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  }),
};

/** Messenger and Instagram post the same envelope, each of its own object. */
function messaging(name: "messenger" | "instagram", object: string, account: string): TortureChannel {
  return {
    name,
    ...ofMeta,
    async connect(call: Call, provider: string) {
      const { connectionId } = await addMeta(call, { name, ...app, apiBase: provider });
      await addAccount(call, { connectionId, kind: name, accountId: account, name });
      return connectionId;
    },
    message: (n, person, at) => ({
      object,
      entry: [
        {
          id: account,
          time: at,
          messaging: [
            {
              sender: { id: `24${String(person).padStart(14, "0")}` },
              recipient: { id: account },
              timestamp: at,
              message: { mid: `m_${name}_${n}`, text: textOf(name, n) },
            },
          ],
        },
      ],
    }),
  };
}

export const messenger = messaging("messenger", "page", "111000111000111");
export const instagram = messaging("instagram", "instagram", "17840000000000001");

const NUMBER = "300300300300";

/** https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks */
export const whatsapp: TortureChannel = {
  name: "whatsapp",
  ...ofMeta,
  async connect(call, provider) {
    const { connectionId } = await addWhatsapp(call, { name: "WhatsApp", ...app, apiBase: provider });
    await addAccount(call, { connectionId, kind: "whatsapp", accountId: NUMBER, name: "WhatsApp" });
    return connectionId;
  },
  message(n, person, at) {
    const [wa_id, user_id] = [`8869${String(person).padStart(8, "0")}`, `TW.${9_000_000_000_000 + person}`];
    const value = {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: "886900000000", phone_number_id: NUMBER },
      contacts: [{ profile: { name: `客人 ${person}` }, wa_id, user_id }],
      messages: [
        {
          from: wa_id,
          from_user_id: user_id,
          id: `wamid.torture${n}`,
          timestamp: String(Math.floor(at / 1000)),
          type: "text",
          text: { body: textOf("whatsapp", n) },
        },
      ],
    };
    return {
      object: "whatsapp_business_account",
      entry: [{ id: "200200200200", changes: [{ field: "messages", value }] }],
    };
  },
};
