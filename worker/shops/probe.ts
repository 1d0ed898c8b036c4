import type { ShopKind } from "../../shared/channels.ts";
import { failed, passed, type Probe, refusedStep, skipped } from "../channels/probe.ts";
import { list, object, text } from "../channels/read.ts";
import { request } from "../channels/request.ts";

/** How a shop platform's webhooks are listed; the others are not known well enough to ask. */
const ASKED: Partial<
  Record<
    ShopKind,
    { path: string; headers(token: string): Record<string, string>; urls(body: unknown): unknown[] }
  >
> = {
  // https://shopify.dev/docs/api/admin-rest/latest/resources/webhook
  shopify: {
    path: "/admin/api/2026-01/webhooks.json",
    headers: (token) => ({ "X-Shopify-Access-Token": token }),
    urls: (body) => list(object(body)["webhooks"]).map((one) => object(one)["address"]),
  },
  // https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-webhooks
  woocommerce: {
    path: "/wp-json/wc/v3/webhooks?status=active&per_page=100",
    headers: (token) => ({ Authorization: `Basic ${Buffer.from(token).toString("base64")}` }),
    urls: (body) => list(body).map((one) => object(one)["delivery_url"]),
  },
};

/** Whether the shop takes the token, and posts here. */
export const probeShop = (kind: ShopKind): Probe =>
  async function* ({ credentials, settings }, { webhookUrl }) {
    const apiBase = settings.apiBase ?? settings.shopUrl;
    const { apiToken } = credentials;
    const asked = ASKED[kind];
    if (!asked || !apiToken || !apiBase) {
      yield skipped("credentials", "no_token");
      return;
    }
    try {
      const body = await request(`${apiBase}${asked.path}`, asked.headers(apiToken));
      yield passed("credentials");
      const urls = asked.urls(body).flatMap((url) => text(url, 500) ?? []);
      if (urls.includes(webhookUrl)) yield passed("webhook");
      // Shopify lists only what this token's own app has set.
      else
        yield kind === "shopify"
          ? skipped("webhook", "webhook_not_set")
          : failed("webhook", "webhook_not_set");
    } catch (error) {
      yield refusedStep("credentials", error);
    }
  };
