/** The inbox behind us: remembers the number in each text, in its order. Told `down` it is not there. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const got: number[] = [];
let server: Server | null = null;
let port = 0;

function open(): void {
  server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      for (const [, number] of body.matchAll(/"text":"\S+ (\d+)"/g)) got.push(Number(number));
      response.writeHead(200, { "content-length": 0 }).end();
    });
  });
  server.listen(port, "127.0.0.1");
  server.once("listening", () => {
    const address = server?.address() as AddressInfo | null;
    port = address?.port ?? 0;
    process.send?.({ port });
  });
}
open();

process.on("message", (message) => {
  if (message === "down") {
    server?.close();
    server?.closeAllConnections();
  } else if (message === "up") {
    open();
  } else {
    process.send?.({ got: got.splice(0) });
  }
});
