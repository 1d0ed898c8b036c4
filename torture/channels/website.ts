import { createHmac } from "node:crypto";
import { addWebsite } from "../../worker/domain/connections/add-website.ts";
import { textOf, type TortureChannel } from "./channel.ts";

const SITE_KEY = "torture-site-key".padEnd(40, "k");

/** docs/website-channel.md */
export const website: TortureChannel = {
  name: "website",
  secret: SITE_KEY,
  dated: true,
  async connect(call) {
    const input = { name: "Site", origins: ["https://www.shop.test"], siteKey: SITE_KEY };
    return (await addWebsite(call, input)).connectionId;
  },
  message: (n, person, at) => ({
    events: [{ type: "message", id: `m${n}`, visitor: `v${person}`, at, text: textOf("website", n) }],
  }),
  sign(body, _n, now, secret) {
    const timestamp = String(Math.floor(now / 1000));
    const digest = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    return { "X-Alongside-Timestamp": timestamp, "X-Alongside-Signature": `sha256=${digest}` };
  },
};
