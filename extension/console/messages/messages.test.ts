import { globSync } from "node:fs";
import { expect, test } from "vitest";
import all from "./en.ts";

test("each message is in one file, and each file is in the console", async () => {
  const files = globSync("*.en.ts", { cwd: import.meta.dirname });
  const modules = await Promise.all(
    files.map(async (file) => (await import(`./${file}`)) as { default: Record<string, string> }),
  );
  expect(modules.flatMap((one) => Object.keys(one.default)).sort()).toEqual(Object.keys(all).sort());
});
