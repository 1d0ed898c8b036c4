import { type Context, Hono } from "hono";
import { networkOf } from "../auth/attempt-limits.ts";
import { readBody } from "../channels/body.ts";
import type { AppEnv } from "../app.ts";
import type { Deps, Workspace } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { type PixelPost, readPost } from "../domain/pixel/post.ts";
import type { PixelShop } from "../domain/pixel/shops.ts";
import { storePixelPost } from "../domain/pixel/store.ts";
import { knownShops } from "./known-shops.ts";
import { rateLimit } from "./rate.ts";

const MAX_BYTES = 65_536;
/** Posts: a page sends some at once and then one every few seconds. */
const PER_VISITOR = { burst: 60, perSecond: 2 };
/** Many people share the address of an office or a mobile network. */
const PER_ADDRESS = { burst: 600, perSecond: 30 };

const ROBOTS = /bot\b|crawl|spider|slurp|facebookexternalhit|bingpreview|lighthouse/i;

/**
 * `POST /w/:workspace/pixel`: what a shop's pages tell (docs/pixel.md). A simple request of another origin:
 * stored, then answered; what it means for customers is worked out later.
 *
 * Answers 200 `{ ignored }`, or 204 when nothing is kept: the module is off, or nobody looked at the page.
 * Refuses with 403 ORIGIN_NOT_ALLOWED, 413 TOO_LARGE, 429 TOO_MANY_ATTEMPTS, 400 INVALID_JSON, INVALID_INPUT
 * or TOO_LONG; then nothing is stored.
 */
export function pixelRoutes(deps: Deps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const shops = knownShops(deps.sealer);
  const addressMay = rateLimit(PER_ADDRESS);
  const visitorMay = rateLimit(PER_VISITOR);

  routes.post("/pixel", async (c) => {
    const workspace = c.get("workspace");
    const now = c.get("now");
    const origin = c.req.header("Origin") ?? "";
    // The page's own console is told why, whoever it is; there is nothing to see but that.
    if (origin) c.header("Access-Control-Allow-Origin", origin);
    c.header("Vary", "Origin");
    if (!addressMay(`${workspace.slug} ${networkOf(deps.clientAddress(c.req.raw))}`, now)) throw tooMany();
    if (seenByNobody(c)) return c.body(null, 204);

    const body = parseJson(await readBody(c.req.raw, MAX_BYTES));
    const read = ({ origins, shopKey }: PixelShop) => readPost(body, { origin, origins, shopKey }, now);
    const store = ({ connectionId, updatedAt }: PixelShop, post: PixelPost) =>
      storePixelPost(workspace.db, { post, connectionId, updatedAt, now });

    let shop = shopOf(shops.kept(workspace), origin) ?? (await allowed(workspace, origin));
    let post = read(shop);
    if (!visitorMay(`${workspace.slug} ${post.visitor}`, now)) throw tooMany();
    let outcome = await store(shop, post);
    if (outcome === "changed") {
      // A kept key was out of date: what it said of a claim does not stand.
      shop = await allowed(workspace, origin);
      post = read(shop);
      outcome = await store(shop, post);
    }
    if (outcome === "changed") throw new Failure("UNAVAILABLE");
    if (outcome === "off") return c.body(null, 204);
    if (post.events.some(({ waiting }) => waiting === 1)) deps.wake(workspace.slug);
    return c.json({ ignored: post.ignored });
  });

  async function allowed(workspace: Workspace, origin: string): Promise<PixelShop> {
    const shop = shopOf(await shops.load(workspace), origin);
    if (!shop) throw new Failure("ORIGIN_NOT_ALLOWED");
    return shop;
  }

  return routes;
}

const shopOf = (shops: readonly PixelShop[] | undefined, origin: string): PixelShop | undefined =>
  shops?.find(({ origins }) => origins.includes(origin));

const tooMany = () => new Failure("TOO_MANY_ATTEMPTS", { facts: { seconds: 30 } });

/** A robot, or a page that a browser only made ready. */
function seenByNobody(c: Context<AppEnv>): boolean {
  const purpose = c.req.header("Sec-Purpose") ?? c.req.header("Purpose") ?? "";
  return /prefetch|prerender/i.test(purpose) || ROBOTS.test(c.req.header("User-Agent") ?? "");
}

/** @throws {Failure} INVALID_JSON, also for bytes that are not UTF-8 */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Failure("INVALID_JSON", { cause });
  }
}
