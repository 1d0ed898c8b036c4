import { object } from "../../channels/read.ts";
import { NO_NEWS } from "../../domain/orders/receive.ts";
import { deletedNews, readAdminOrder } from "../order.ts";
import { arrivalOf, header, nameOf, storedPost } from "../post.ts";
import type { Shop } from "../shop.ts";
import { shoplineVerifier } from "./verify.ts";

/**
 * The global platform (`*.myshopline.com`), https://developer.shopline.com/docs/webhook. What its order
 * events hold is read by the names of its Admin API; one that lacks an amount or a time is set aside.
 */
export const shopline: Shop = {
  verifier: shoplineVerifier,

  async split(body, post) {
    const topic = header(post, "x-shopline-topic");
    if (!topic) return null;
    const name = header(post, "x-shopline-webhook-id") ?? (await nameOf(post));
    return arrivalOf(name, { topic, triggeredAt: null, body });
  },

  parse(payload, { receivedAt }) {
    const { topic, body } = storedPost(payload);
    const [noun, verb] = topic.split("/");
    if (noun !== "orders") return NO_NEWS;
    if (verb === "delete") return deletedNews(object(body), receivedAt);
    return { ...NO_NEWS, orders: [readAdminOrder(object(body), (line) => line["image_url"])] };
  },

  // How its list of orders is filtered by time of change is not in the material this was written from.
  catchUp: null,
};
