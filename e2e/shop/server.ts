import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

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

/** `?bare` is a page without the pixel; `?consent` one whose shop asks first. */
export async function startShop(server: string, workspace: string): Promise<Shop> {
  const pixel = `${server}/w/${workspace}/pixel.js`;
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
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
