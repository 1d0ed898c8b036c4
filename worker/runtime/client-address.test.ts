import { expect, test } from "vitest";
import { addressOf } from "./client-address.ts";

const incoming = (forwarded?: string) => ({
  headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  socket: { remoteAddress: "10.0.0.1" },
});

test("without a proxy of ours the socket says who it is, whatever the client claims", () => {
  expect(addressOf(incoming("1.2.3.4"), 0)).toBe("10.0.0.1");
});

test("behind proxies of ours the entry they added is believed, and none before it", () => {
  expect(addressOf(incoming("6.6.6.6, 1.2.3.4"), 1)).toBe("1.2.3.4");
  expect(addressOf(incoming("6.6.6.6, 1.2.3.4, 10.0.0.2"), 2)).toBe("1.2.3.4");
  expect(addressOf(incoming(), 1)).toBe("10.0.0.1");
  expect(addressOf(incoming("1.2.3.4"), 2)).toBe("10.0.0.1");
});
