import { expect, it } from "vitest";
import { parseOrigin, parseServerLink } from "./server-address.ts";

it.each([
  ["https://alongside.example/w/acme", "", "https://alongside.example", "acme"],
  ["https://alongside.example/w/acme/auth/authorize", "", "https://alongside.example", "acme"],
  ["alongside.example", "acme", "https://alongside.example", "acme"],
  [" https://alongside.example:8443/console ", " acme ", "https://alongside.example:8443", "acme"],
  ["http://localhost:8787", "demo", "http://localhost:8787", "demo"],
])("reads %j and %j", (address, name, server, workspace) => {
  expect(parseServerLink(address, name)).toEqual({ server, workspace });
});

it.each([
  ["http://alongside.example", "acme"],
  ["https://alongside.example", ""],
  ["https://alongside.example", "Not A Name"],
  ["not an address", "acme"],
  ["", "acme"],
])("refuses %j and %j", (address, name) => {
  expect(parseServerLink(address, name)).toBeNull();
});

it("reads an inbox's origin from whatever page of it", () => {
  expect(parseOrigin("https://chat.example/app/accounts/1/dashboard")).toBe("https://chat.example");
  expect(parseOrigin("chrome://extensions")).toBeNull();
  expect(parseOrigin("chat")).toBeNull();
});
