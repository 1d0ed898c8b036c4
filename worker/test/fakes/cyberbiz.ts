import { serve } from "./server.ts";

type Order = Record<string, unknown> & { updated_at: string };

/** CYBERBIZ's API v1 as far as orders are listed: newest first, at most 50 at once. */
export async function fakeCyberbiz(token: string) {
  const shop = {
    base: "",
    orders: [] as Order[],
    asked: [] as URL[],
    /** Run after each answer was made. */
    answered: (): void => undefined,
  };
  shop.base = await serve((request, url) => {
    shop.asked.push(url);
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: "token" } };
    if (url.pathname !== "/v1/orders") return { status: 404, body: { error: ["無此資源"] } };
    const asked = (name: string) => url.searchParams.get(name) ?? "";
    const [from, to] = [asked("updated_at_start_time"), asked("updated_at_end_time")];
    const size = Math.min(Number(asked("per_page") || 50), 50);
    const first = Number(asked("offset") || 0);
    const found = shop.orders
      .filter(({ updated_at: at }) => at >= from && at <= to)
      .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1));
    const body = structuredClone(found.slice(first, first + size));
    shop.answered();
    return { body };
  });
  return shop;
}
