import { expect, test } from "vitest";
import { parseOrigins } from "./origins.ts";

test("addresses as pasted become origins, once each", () => {
  expect(parseOrigins("chat.shop.tw\n\n https://chat.shop.tw/app/ \nhttp://localhost:3000\n")).toEqual({
    ok: true,
    origins: ["https://chat.shop.tw", "http://localhost:3000"],
  });
  expect(parseOrigins(" \n")).toEqual({ ok: true, origins: [] });
});

test("the line that is no address is named as a person counts", () => {
  expect(parseOrigins("https://a.tw\n\nnot an address")).toEqual({
    ok: false,
    reason: "invalid",
    line: 3,
    text: "not an address",
  });
});

test("more than the server takes are refused here already", () => {
  const many = Array.from({ length: 51 }, (_, at) => `https://s${at}.tw`).join("\n");
  expect(parseOrigins(many)).toEqual({ ok: false, reason: "too-many" });
});
