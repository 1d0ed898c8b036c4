import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Figure } from "./main.ts";

/**
 * What a browser has to load, from a release build, gzip: the content script each page of an inbox gets,
 * and every script and style the panel page asks for until its first paint (the words of one language).
 */
export async function* run(): AsyncIterable<Figure> {
  const out = mkdtempSync(join(tmpdir(), "alongside-size-"));
  try {
    const build = spawnSync("wxt", ["build", "--browser", "chrome", "--mv3"], {
      env: { ...process.env, ALONGSIDE_FLAVOUR: "release", ALONGSIDE_OUT: out },
      encoding: "utf8",
    });
    if (build.status !== 0) throw new Error(build.stdout + build.stderr);
    const extension = join(out, "chrome-mv3");
    yield figure("size.content-script", [join(extension, "content-scripts/inbox.js")]);
    yield figure("size.panel", filesOf(extension, "panel.html"));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const figure = (name: string, files: string[]): Figure => ({
  name,
  value: gzipped(files) / 1024,
  unit: "KB",
});

/** The page's scripts and styles, with what those import on their own; of the words, the largest language. */
function filesOf(extension: string, page: string): string[] {
  const found = new Set<string>();
  const words = new Map<string, Set<string>>();
  const html = readFileSync(join(extension, page), "utf8");
  const waiting = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? "");
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = join(extension, path);
    if (found.has(file)) continue;
    found.add(file);
    if (!path.endsWith(".js")) continue;
    const source = readFileSync(file, "utf8");
    for (const [, name] of source.matchAll(/(?:from|^|;)\s*(?:import)?\s*"\.\/([\w.-]+\.js)"/g))
      if (name) waiting.push(`chunks/${name}`);
    for (const [, name] of source.matchAll(/import\(\s*[`"']\.\/([\w.-]+\.js)/g)) {
      const language = WORDS.exec(name ?? "")?.[1];
      if (!name || language === undefined) continue;
      words.set(language, (words.get(language) ?? new Set()).add(join(extension, "chunks", name)));
    }
  }
  if (words.size === 0) throw new Error(`${page} fetches no words`);
  const languages = [...words.values()].map((files) => [...files]);
  const [largest = []] = languages.sort((a, b) => gzipped(b) - gzipped(a));
  return [...found, ...largest];
}

/** The chunks of a language, of the panel and of the errors; other parts come after the first paint. */
const WORDS = /^(?:errors\.)?(en|zh-TW)-/;

const gzipped = (files: string[]) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
