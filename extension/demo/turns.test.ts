import { expect, test } from "vitest";
import type { DemoMessage } from "../../shared/schemas/demo.ts";
import { turnsOf } from "./turns.ts";

const MINUTE = 60_000;
const NOON = new Date(2026, 10, 20, 12).getTime();

const message = (at: number, senderKind: DemoMessage["senderKind"] = "customer"): DemoMessage => ({
  id: `${at}`,
  senderKind,
  senderName: senderKind,
  type: "text",
  text: "",
  content: {},
  at,
  unsent: false,
  reactions: [],
  edited: false,
  status: null,
});

test("joins what one person sends in a row, until somebody else speaks or time passes", () => {
  const turns = turnsOf([
    message(NOON),
    message(NOON + MINUTE),
    message(NOON + 2 * MINUTE, "agent"),
    message(NOON + 3 * MINUTE),
    message(NOON + 9 * MINUTE),
  ]);
  expect(turns.map(({ senderKind, messages }) => [senderKind, messages.length])).toEqual([
    ["customer", 2],
    ["agent", 1],
    ["customer", 1],
    ["customer", 1],
  ]);
});

test("heads each local day once", () => {
  const midnight = new Date(2026, 10, 21).getTime();
  const turns = turnsOf([
    message(NOON),
    message(midnight - MINUTE),
    message(midnight),
    message(midnight + 1),
  ]);
  expect(turns.map(({ newDay }) => newDay)).toEqual([true, false, true]);
  expect(turns.at(-1)?.messages).toHaveLength(2);
});
