import { Hono } from "hono";
import { expect, test } from "vitest";
import type { AppEnv } from "../app.ts";
import { sha256 } from "../domain/batch.ts";
import { createSealer } from "../sealer.ts";
import { createCookies } from "./cookies.ts";

const EMAIL = "agent@shop.test";

/** A page that keeps both cookies of a sign-in, and one that says whether it knows the browser. */
async function pages(publicUrl: string, slug = "shop", key = 7) {
  const sealer = await createSealer(Buffer.alloc(32, key).toString("base64"));
  const cookies = createCookies({ publicUrl, sealer });
  return new Hono<AppEnv>()
    .use((c, next) => {
      c.set("workspace", { slug, name: slug, db: { read: fail, write: fail, close: fail }, release() {} });
      return next();
    })
    .get("/keep", async (c) => {
      cookies.keepSession(c, "value");
      await cookies.keepDevice(c, EMAIL);
      return c.text("");
    })
    .get("/known/:email", async (c) => c.json((await cookies.device(c, c.req.param("email"))) !== null));
}
const fail = () => {
  throw new Error("cookies need no database");
};

test("over https every cookie is Secure and named so; over http, on one's own machine, it still works", async () => {
  const safe = (await (await pages("https://chat.shop.test")).request("/keep")).headers.getSetCookie();
  expect(safe).toHaveLength(2);
  for (const line of safe)
    expect(line).toMatch(/^__Secure-alongside_\S+=.*; Path=\/w\/shop\/auth;.*HttpOnly; Secure/);
  const plain = (await (await pages("http://localhost:8080")).request("/keep")).headers.getSetCookie();
  for (const line of plain) expect(line).toMatch(/^alongside_/);
  for (const line of plain) expect(line).not.toContain("Secure");
});

test("a device cookie is for its account, its workspace and this server's key only", async () => {
  const here = await pages("http://localhost:8080");
  const lines = (await here.request("/keep")).headers.getSetCookie();
  const device = lines.find((line) => line.includes("device"))?.split(";")[0] ?? "";
  const known = async (app: typeof here, email: string, cookie = device) =>
    (await app.request(`/known/${email}`, { headers: { Cookie: cookie } })).json();

  expect(await known(here, EMAIL)).toBe(true);
  expect(await known(here, "sales@shop.test")).toBe(false);
  const account = (await sha256("sales@shop.test")).slice(0, 16);
  const renamed = `alongside_device_${account}=${device.split("=").slice(1).join("=")}`;
  expect(await known(here, "sales@shop.test", renamed)).toBe(false);
  expect(await known(await pages("http://localhost:8080", "other"), EMAIL)).toBe(false);
  expect(await known(await pages("http://localhost:8080", "shop", 8), EMAIL)).toBe(false);
});
