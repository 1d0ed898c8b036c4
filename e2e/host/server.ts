import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export interface HostInbox {
  origin: string;
  /** Requests of its REST API, as `path token`. */
  asked: string[];
  /** ms its REST API takes. */
  delay: number;
  close(): Promise<void>;
}

/** Conversations whose person the API does not say for certain. */
export const AMBIGUOUS = 57;
export const FAILING = 58;
export const MISTAKEN = 59;

export const sourceIdOf = (conversation: number): string => `U${String(conversation).padStart(32, "0")}`;

/**
 * Stands for a self-hosted Chatwoot: a page with its traps under a strict Content-Security-Policy and
 * COEP, and the two REST reads the adapter makes, which answer the agent's own session only.
 */
export async function startHost(): Promise<HostInbox> {
  const file = (name: string) => readFile(join(import.meta.dirname, name), "utf8");
  const [page, script, style] = await Promise.all([file("page.html"), file("host.js"), file("host.css")]);
  const host: HostInbox = { origin: "", asked: [], delay: 5, close: async () => {} };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://host");
    const send = (status: number, type: string, body: string) => {
      response.writeHead(status, {
        "Content-Type": `${type}; charset=utf-8`,
        "Content-Security-Policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'none'",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
      });
      response.end(body);
    };
    if (url.pathname === "/host.js") return send(200, "text/javascript", script);
    if (url.pathname === "/host.css") return send(200, "text/css", style);
    if (!url.pathname.startsWith("/api/")) return send(200, "text/html", page);
    const token = String(request.headers["access-token"] ?? "");
    host.asked.push(`${url.pathname} ${token}`);
    const [status, body] = token === "agent-token" ? answer(url.pathname) : [401, { errors: ["sign in"] }];
    setTimeout(() => send(status, "application/json", JSON.stringify(body)), host.delay);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  host.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return host;
}

function answer(path: string): [status: number, body: unknown] {
  const conversation = Number(/^\/api\/v1\/accounts\/1\/conversations\/(\d+)$/.exec(path)?.[1]);
  if (conversation === FAILING) return [500, {}];
  if (conversation) {
    const id = conversation === MISTAKEN ? 1 : conversation;
    const sender = { id: 1000 + id, name: `Customer ${id}`, phone_number: null, email: null };
    return [200, { id, account_id: 1, inbox_id: 3, meta: { sender } }];
  }
  const contact = Number(/^\/api\/v1\/accounts\/1\/contacts\/(\d+)$/.exec(path)?.[1]);
  if (!contact) return [404, {}];
  const ids = [sourceIdOf(contact - 1000)];
  if (contact - 1000 === AMBIGUOUS) ids.push(sourceIdOf(1));
  const inboxes = ids.map((source_id) => ({ source_id, inbox: { id: 3, name: "LINE" } }));
  return [200, { payload: { id: contact, contact_inboxes: inboxes } }];
}
