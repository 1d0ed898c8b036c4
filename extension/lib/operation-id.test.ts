import { UUID } from "uuidv7";
import { expect, it } from "vitest";
import { operationId } from "./operation-id.ts";

it("is a UUIDv7 of its time, and never the same twice", () => {
  const at = 1_795_000_000_123;
  const id = UUID.parse(operationId(at));
  expect(id.getVersion()).toBe(7);
  expect(id.getVariant()).toBe("VAR_10");
  expect(Number.parseInt(id.toHex().slice(0, 12), 16)).toBe(at);
  expect(operationId(at)).not.toBe(operationId(at));
});
