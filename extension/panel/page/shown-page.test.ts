import { expect, test } from "vitest";
import type { PresenceView } from "../../../shared/schemas/presence.ts";
import { linkedView, member, NOW } from "../test/views.ts";
import { shownPage } from "./shown-page.ts";

function view(page: PresenceView | null, kind: "website" | "line" = "website") {
  const linked = linkedView("anna", { page, member: { ...member, modules: ["pixel"] } });
  return { ...linked, contact: { ...linked.contact, channel: { ...linked.contact.channel, kind } } };
}

const online = (url: string | null, title: string | null = "帳篷"): PresenceView => ({
  state: "online",
  url,
  title,
  at: NOW,
});

test("is there on website conversations only, and with the pixel on", () => {
  const page = online("https://www.shop.test/tents");
  expect(shownPage(view(page), true)).toEqual({
    state: "online",
    url: "https://www.shop.test/tents",
    title: "帳篷",
    place: "www.shop.test/tents",
  });
  expect(shownPage(view(page, "line"), true)).toBeNull();
  expect(shownPage({ ...view(page), member: { ...member, modules: [] } }, true)).toBeNull();
});

test("what was kept from before never shows where somebody is", () => {
  expect(shownPage(view(online("https://www.shop.test/")), false)).toEqual({ state: "checking" });
  expect(shownPage(view(null), true)).toEqual({ state: "none" });
});

test("offline shows no link, even were there one", () => {
  const page: PresenceView = { state: "offline", url: "https://www.shop.test/", title: "x", at: NOW };
  expect(shownPage(view(page), true)).toEqual({ state: "offline", at: NOW });
});

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "file:///etc/passwd",
  "nonsense",
  "blob:https://a.test/1",
])("%s is no link", (url) => {
  expect(shownPage(view(online(url)), true)).toMatchObject({ state: "online", url: null });
});

test("a page without a title is named by where it is, as people read it", () => {
  expect(shownPage(view(online("https://www.shop.test/%E5%B8%B3%E7%AF%B7?q=1", " ")), true)).toMatchObject({
    title: "www.shop.test/帳篷",
  });
  expect(shownPage(view(online("https://www.shop.test/%FF", "")), true)).toMatchObject({
    title: "www.shop.test/%FF",
  });
});
