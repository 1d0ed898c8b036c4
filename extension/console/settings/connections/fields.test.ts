import { expect, test } from "vitest";
import { firstWrong, NEW_FIELDS, SECRET_FIELDS, valuesOf } from "./fields.ts";

const chatwoot = { name: "Chat", origin: "https://chat.shop.tw", accountId: "1" };

test("what is typed is sent trimmed, what is empty is not sent, and a start counts as typed", () => {
  expect(valuesOf(NEW_FIELDS.chatwoot, { ...chatwoot, name: " Chat ", apiToken: "  " })).toEqual({
    ...chatwoot,
    requestsPerSecond: "5",
  });
});

test("the first field that does not hold is named with its message", () => {
  const wrong = (more: Record<string, string>) =>
    firstWrong(NEW_FIELDS.chatwoot, valuesOf(NEW_FIELDS.chatwoot, { ...chatwoot, ...more }));
  expect(wrong({})).toBeNull();
  expect(wrong({ name: " " })).toEqual({ name: "name", message: "console.required" });
  expect(wrong({ origin: "chat" })).toEqual({
    name: "origin",
    message: "connections.chatwoot.origin.invalid",
  });
  expect(wrong({ accountId: "one" })?.name).toBe("accountId");
  expect(wrong({ requestsPerSecond: "51" })?.name).toBe("requestsPerSecond");
  expect(wrong({ requestsPerSecond: "0" })?.name).toBe("requestsPerSecond");
});

test("credentials left empty are kept, so nothing of them is required", () => {
  expect(firstWrong(SECRET_FIELDS.line, {})).toBeNull();
  expect(firstWrong(NEW_FIELDS.line, {})).not.toBeNull();
});
