import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, Page } from "playwright-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Axe {
  run(
    of: Element | Document,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/**
 * What axe finds, a line for each rule: its id and the elements. Evaluated from outside: the page's own policy lets
 * no script in.
 *
 * @param of a selector of the part to look at; all of it when not given
 * @param iframes whether to wait for word from frames within
 */
export async function violations(
  where: Frame | Page,
  { of = "html", iframes = true }: { of?: string; iframes?: boolean } = {},
): Promise<string[]> {
  await where.evaluate(SOURCE);
  return where.evaluate(
    async ([selector, options]) => {
      const part = document.querySelector(selector);
      if (!part) return [`nothing is ${selector}`];
      const { axe } = globalThis as unknown as { axe: Axe };
      const found = await axe.run(part === document.documentElement ? document : part, options);
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    },
    [of, { iframes }] as const,
  );
}
