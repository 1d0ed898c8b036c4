import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newId } from "../../worker/domain/id.ts";
import { SHOP_KEY } from "../../worker/test/fakes/pixel.ts";
import type { TestServer } from "../server.ts";

/** A shop on an origin of its own, whose pages allow no inline script and nothing but the pixel's origin. */
export interface Shop {
  origin: string;
  close(): Promise<void>;
}

/** @param pixel address of the script @param attributes of its tag, such as `data-consent="required"` */
const page = (path: string, pixel: string | null, attributes: string) => `<!doctype html>
<html><head><title>Page ${path}</title>
<script src="/shop.js"></script>
${pixel ? `<script async src="${pixel}" ${attributes}></script>` : ""}
</head><body><h1>A shop</h1><button>Buy</button></body></html>`;

/** The shop's own script: a stub, so that calls made before the pixel came are not lost, and a shop that works. */
const SHOP_SCRIPT = `
if (!location.search.includes("bare")) {
  window.alongside = window.alongside || function () { (alongside.q = alongside.q || []).push(arguments); };
  alongside("view", { id: "early", name: "Seen before the script came" });
}
addEventListener("DOMContentLoaded", () => {
  document.querySelector("button").onclick = () => { document.querySelector("h1").textContent = "Bought"; };
});`;

/** A shop whose pixel the server knows. `?bare` is a page without it; `?consent` one whose shop asks first. */
export async function startShop({ origin: server, workspace }: TestServer): Promise<Shop> {
  const pixel = `${server}/w/${workspace.slug}/pixel.js`;
  const http = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://shop.test");
    if (pathname === "/shop.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(SHOP_SCRIPT);
      return;
    }
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; script-src 'self' ${server}; connect-src ${server}; require-trusted-types-for 'script'; trusted-types 'none'`,
    });
    const attributes = searchParams.has("consent") ? 'data-consent="required"' : "";
    response.end(page(pathname, searchParams.has("bare") ? null : pixel, attributes));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  await workspace.client("admin").connections.addPixel.mutate({
    operationId: newId(Date.now()),
    name: "Shop",
    origins: [origin],
    shopKey: SHOP_KEY,
  });
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
