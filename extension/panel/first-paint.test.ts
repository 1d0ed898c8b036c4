import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = new URL("../..", import.meta.url).pathname;
const IMPORT = /^(?:import|export)\s(?!type\b)([^;]*?)from\s+"([^"]+)"|^import\s+"([^"]+)"/gm;

/** `{ type A, type B }`: nothing is left of it in what runs. */
const isTypesOnly = (names: string): boolean => {
  const inner = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1];
  return inner !== undefined && inner.split(",").every((name) => /^\s*(?:type\s|$)/.test(name));
};

/** What must have come before the panel paints: the way to each module that is imported, not fetched later. */
function firstOf(entry: string): Map<string, string[]> {
  const ways = new Map<string, string[]>([[entry, []]]);
  for (const [file, way] of ways) {
    if (!/\.tsx?$/.test(file) || !file.startsWith("/")) continue;
    for (const [, names = "", from, bare] of readFileSync(file, "utf8").matchAll(IMPORT)) {
      const target = from ?? bare ?? "";
      if (isTypesOnly(names)) continue;
      const found = target.startsWith(".") ? join(dirname(file), target) : target;
      if (!ways.has(found)) ways.set(found, [...way, relative(ROOT, file)]);
    }
  }
  return ways;
}

test("the panel paints without the schema library, whose 5 KB nobody needs before that", () => {
  const first = firstOf(join(ROOT, "extension/entrypoints/panel/main.tsx"));
  expect([...first.keys()].filter((file) => file.endsWith("panel/notes/Notes.tsx"))).toHaveLength(1);
  expect(first.get("valibot")).toBeUndefined();
  // What a widget alone fetches does come with it: the walk would have found it.
  expect(firstOf(join(ROOT, "extension/lib/host-widget.ts")).has("valibot")).toBe(true);
});
