import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { Failure } from "../domain/failure.ts";
import { createTestWorkspace } from "../test/workspace.ts";
import { failureOf } from "./init.ts";

test("a body that is no JSON, or said to be something else, is the caller's mistake and is not reported", async () => {
  const shop = await createTestWorkspace();
  const bodies = [
    ["application/json", '{"text":"0912345678'],
    ["application/json", "CANARY"],
    ["text/plain", "CANARY"],
  ] as const;
  for (const [type, body] of bodies) {
    for (const path of ["tags.applyTag", "contacts.find"]) {
      const response = await shop.fetch(`/w/shop/trpc/${path}`, {
        method: "POST",
        headers: { "Content-Type": type, Authorization: `Bearer ${shop.token("agent")}` },
        body,
      });
      const text = await response.text();
      expect([response.status, text]).toEqual([400, expect.stringContaining('"code":"INVALID_INPUT"')]);
      expect(text).not.toMatch(/0912345678|CANARY/);
    }
  }
  expect(shop.reported).toEqual([]);
});

test("a failure behind an error says more than the error's own code; what nobody expected stays INTERNAL", () => {
  const failure = new Failure("STALE");
  for (const code of ["BAD_REQUEST", "INTERNAL_SERVER_ERROR"] as const) {
    expect(failureOf(new TRPCError({ code, cause: failure }))).toBe(failure);
  }
  const cause = new SyntaxError("Unexpected token");
  expect(failureOf(new TRPCError({ code: "PARSE_ERROR", cause })).code).toBe("INVALID_INPUT");
  expect(failureOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause })).code).toBe("INTERNAL");
});

test("a write asked for with GET is the caller's mistake and changes nothing", async () => {
  const shop = await createTestWorkspace();
  const response = await shop.fetch("/w/shop/trpc/tags.applyTag?input=%7B%7D", {
    headers: { Authorization: `Bearer ${shop.token("agent")}` },
  });
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('"code":"INVALID_INPUT"'),
  ]);
  expect(failureOf(new TRPCError({ code: "PAYLOAD_TOO_LARGE" })).code).toBe("TOO_LARGE");
  expect(shop.reported).toEqual([]);
});
