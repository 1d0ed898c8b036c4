import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ServerLink } from "./host.ts";
import { createSession, type Session } from "./session.ts";
import { openStorage } from "./storage.ts";

const link: ServerLink = { server: "https://alongside.test", workspace: "shop" };
const member = { id: "m1", name: "Ann", email: "ann@shop.test", role: "agent" };

/** A token endpoint whose refresh tokens rotate: each is good once, as ours are after the successor's use. */
class FakeAuth {
  refreshes = 0;
  revoked: string[] = [];
  current = "r0";
  expiresIn = 900;
  down = false;

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    if (this.down) throw new TypeError("network");
    const body = JSON.parse(String(init.body)) as Record<string, string>;
    if (url.endsWith("/auth/revoke")) {
      this.revoked.push(body["refresh_token"] ?? "");
      return Response.json({});
    }
    if (body["grant_type"] === "refresh_token" && body["refresh_token"] !== this.current)
      return Response.json({ code: "UNAUTHENTICATED", requestId: "r" }, { status: 401 });
    if (body["grant_type"] === "authorization_code" && body["code"] !== "good")
      return Response.json({ code: "CODE_INVALID", requestId: "r" }, { status: 400 });
    this.refreshes++;
    // Another page's call may come between.
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.current = `r${this.refreshes}`;
    return Response.json({
      access_token: `a${this.refreshes}`,
      expires_in: this.expiresIn,
      refresh_token: this.current,
      member,
    });
  };
}

let auth: FakeAuth;
const open: Session[] = [];
const session = (mount: "widget" | "page" = "widget") => {
  const made = createSession({ link, mount });
  open.push(made);
  return made;
};

function fakeTab(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
}

beforeEach(async () => {
  auth = new FakeAuth();
  vi.stubGlobal("fetch", auth.fetch);
  vi.stubGlobal("sessionStorage", fakeTab());
  const db = await openStorage();
  await db.clear("session");
  await db.put("session", { refreshToken: "r0", member: { ...member, role: "agent" } }, name("widget"));
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  vi.unstubAllGlobals();
});

const name = (client: string) => `${client} https://alongside.test/w/shop`;
const settled = (of: Session) => vi.waitFor(() => expect(of.state.value.kind).not.toBe("loading"));

test("knows who is signed in without asking the server", async () => {
  const one = session();
  expect(one.state.value.kind).toBe("loading");
  await settled(one);
  expect(one.state.value).toMatchObject({ kind: "signed-in", member: { name: "Ann" } });
  expect(auth.refreshes).toBe(0);
});

test("fetches a token once and keeps it", async () => {
  const one = session();
  expect(await one.token()).toEqual({ accessToken: "a1", memberId: "m1" });
  expect(await one.token()).toEqual({ accessToken: "a1", memberId: "m1" });
  expect(auth.refreshes).toBe(1);
});

test("many calls of many pages rotate the refresh token once", async () => {
  const pages = [session(), session(), session()];
  const tokens = await Promise.all(pages.flatMap((page) => [page.token(), page.token()]));
  expect(new Set(tokens.map((token) => token.accessToken))).toEqual(new Set(["a1"]));
  expect(auth.refreshes).toBe(1);
});

test("a refused token is replaced, also by one that another page fetched meanwhile", async () => {
  const [one, two] = [session(), session()];
  await one.token();
  await two.token();
  expect((await one.token("a1")).accessToken).toBe("a2");
  expect((await two.token("a1")).accessToken).toBe("a2");
  expect(auth.refreshes).toBe(2);
});

test("a token that is about to end is renewed before it does", async () => {
  auth.expiresIn = 20;
  const one = session();
  await one.token();
  await one.token();
  expect(auth.refreshes).toBe(2);
});

test("an ended session signs out everywhere and is forgotten", async () => {
  const [one, two] = [session(), session()];
  await Promise.all([settled(one), settled(two)]);
  auth.current = "somebody else's";
  await expect(one.token()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect(one.state.value.kind).toBe("signed-out");
  await vi.waitFor(() => expect(two.state.value.kind).toBe("signed-out"));
  expect(await (await openStorage()).get("session", name("widget"))).toBeUndefined();
});

test("no answer is no sign-out", async () => {
  const one = session();
  auth.down = true;
  await expect(one.token()).rejects.toMatchObject({ code: "OFFLINE" });
  expect(one.state.value.kind).toBe("signed-in");
  auth.down = false;
  expect((await one.token()).accessToken).toBe("a1");
});

test("signing out forgets first and tells the server as well as it can", async () => {
  const one = session();
  await one.token();
  auth.down = true;
  await one.signOut();
  expect(one.state.value).toEqual({ kind: "signed-out", failure: null });
  await expect(one.token()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

test("the console takes the code out of its address and redeems it with its own verifier only", async () => {
  const replaced: string[] = [];
  const visit = (search: string) => {
    vi.stubGlobal("location", { search, pathname: "/console", hash: "#/members" });
    vi.stubGlobal("history", {
      state: null,
      replaceState: (_state: unknown, _title: string, url: string) => void replaced.push(url),
    });
  };
  const attempt = { state: "expected", codeVerifier: "v", redirectUri: "https://alongside.test/console" };
  const key = "attempt https://alongside.test/w/shop";

  sessionStorage.setItem(key, JSON.stringify(attempt));
  visit("?code=good&state=forged");
  const forged = session("page");
  await settled(forged);
  expect(forged.state.value).toMatchObject({ kind: "signed-out", failure: { code: "CODE_INVALID" } });

  sessionStorage.setItem(key, JSON.stringify(attempt));
  visit("?code=good&state=expected");
  const one = session("page");
  await settled(one);
  expect(one.state.value.kind).toBe("signed-in");
  expect(replaced).toEqual(["/console#/members", "/console#/members"]);
  expect(sessionStorage.getItem(key)).toBeNull();
});
