import { expect, test } from "vitest";
import { mailDomainOf, originOf } from "../../../../shared/schemas/settings.ts";
import { parseLines } from "./lines.ts";

test("addresses as pasted become origins, once each", () => {
  const text = "chat.shop.tw\n\n https://chat.shop.tw/app/ \nhttp://localhost:3000\n";
  expect(parseLines(text, originOf, 50)).toEqual({
    ok: true,
    values: ["https://chat.shop.tw", "http://localhost:3000"],
  });
  expect(parseLines(" \n", originOf, 50)).toEqual({ ok: true, values: [] });
});

test("the line that is no address is named as a person counts", () => {
  expect(parseLines("https://a.tw\n\nnot an address", originOf, 50)).toEqual({
    ok: false,
    reason: "invalid",
    line: 3,
    text: "not an address",
  });
});

test("more than the server takes are refused here already", () => {
  const many = Array.from({ length: 51 }, (_, at) => `https://s${at}.tw`).join("\n");
  expect(parseLines(many, originOf, 50)).toEqual({ ok: false, reason: "too-many" });
});

test("domains of mail as people write them", () => {
  expect(parseLines("Shop.tw\n@shop.tw\namy@mail.shop.tw", mailDomainOf, 50)).toEqual({
    ok: true,
    values: ["shop.tw", "mail.shop.tw"],
  });
  for (const text of ["shop", "*.shop.tw", "shop.tw, other.tw", "https://shop.tw", "shop.tw.", ""]) {
    expect([text, mailDomainOf(text)]).toEqual([text, null]);
  }
});
