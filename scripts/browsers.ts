import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A browser the tests need: where it may be, and how to get it when it is nowhere. */
interface Browser {
  name: string;
  /** Environment variable that names the executable. */
  variable: string;
  commands: string[];
  paths: string[];
  /** Folder name prefix in Playwright's cache, and the executable within. */
  cached: { prefix: string; inside: string[] };
  debianPackages: string[];
}

const CHROMIUM: Browser = {
  name: "Chromium",
  variable: "CHROMIUM_PATH",
  // Branded Chrome cannot load an unpacked extension from its command line, so it is not looked for.
  commands: ["chromium", "chromium-browser"],
  paths: ["/Applications/Chromium.app/Contents/MacOS/Chromium"],
  cached: {
    prefix: "chromium-",
    inside: [
      "chrome-linux64/chrome",
      "chrome-linux/chrome",
      "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
      "chrome-win/chrome.exe",
    ],
  },
  debianPackages: ["chromium", "fonts-noto-cjk"],
};

const FIREFOX: Browser = {
  name: "Firefox",
  variable: "FIREFOX_PATH",
  commands: ["firefox-esr", "firefox"],
  paths: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
  // Playwright's own Firefox is patched and cannot install add-ons.
  cached: { prefix: "no-such-folder", inside: [] },
  debianPackages: ["firefox-esr", "fonts-noto-cjk"],
};

function find(browser: Browser): string | null {
  const named = process.env[browser.variable];
  if (named) return existsSync(named) ? named : null;
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => browser.commands.map((command) => join(folder, command)));
  return [...onPath, ...browser.paths, ...inCache(browser)].find((path) => existsSync(path)) ?? null;
}

function inCache({ cached }: Browser): string[] {
  const caches = [
    process.env["PLAYWRIGHT_BROWSERS_PATH"],
    join(homedir(), ".cache/ms-playwright"),
    join(homedir(), "Library/Caches/ms-playwright"),
  ];
  return caches.flatMap((cache) => {
    if (!cache || !existsSync(cache)) return [];
    const folders = readdirSync(cache).filter((folder) => folder.startsWith(cached.prefix));
    return folders.flatMap((folder) => cached.inside.map((path) => join(cache, folder, path)));
  });
}

/** The executable of an installed Chromium, or null. Installs nothing. */
export const findChromium = (): string | null => find(CHROMIUM);
/** The executable of an installed Firefox, or null. Installs nothing. */
export const findFirefox = (): string | null => find(FIREFOX);

/** Finds the browser, else installs it: the public download first, then Debian's package when root. Says so. */
function ensure(browser: Browser, download: string[] | null): string {
  const found = find(browser);
  if (found) {
    console.log(`${browser.name}: ${found}`);
    return found;
  }
  if (download) {
    console.log(`No ${browser.name} found; downloading one (${download.join(" ")}).`);
    spawnSync(download[0] ?? "", download.slice(1), { stdio: "inherit", timeout: 300_000 });
  }
  if (!find(browser) && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log(`Installing ${browser.debianPackages.join(", ")} with apt-get.`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
    spawnSync("apt-get", ["install", "-y", "-qq", ...browser.debianPackages], {
      stdio: ["ignore", "ignore", "inherit"],
      env,
    });
  }
  const installed = find(browser);
  if (!installed) {
    throw new Error(
      `The tests need ${browser.name}. Install it (Debian: apt-get install ${browser.debianPackages.join(" ")}) ` +
        `or set ${browser.variable} to its executable.`,
    );
  }
  console.log(`${browser.name}: ${installed}`);
  return installed;
}

export const ensureChromium = (): string =>
  ensure(CHROMIUM, ["playwright-core", "install", "--with-deps", "chromium"]);
export const ensureFirefox = (): string => ensure(FIREFOX, null);
