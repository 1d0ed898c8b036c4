import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureChromium, ensureFirefox } from "./browsers.ts";

/**
 * All tests, browsers included. Arguments are passed on to vitest, such as a part of a file's name.
 * Ends with the line `N passed, N failed`; a skipped test counts as failed.
 */
const filters = process.argv.slice(2);

try {
  process.env["CHROMIUM_PATH"] = ensureChromium();
  process.env["FIREFOX_PATH"] = ensureFirefox();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const build = spawnSync("node", ["scripts/build.ts", "--flavour=local"], { stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);

const folder = mkdtempSync(join(tmpdir(), "alongside-report-"));
// Servers and commands that tests start are stripped of their types once, not each time.
process.env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled");
let passed = 0;
let failed = 0;
// Browsers and servers want the cores for themselves: the projects run one after the other.
for (const project of ["unit", "e2e"]) {
  const report = join(folder, `${project}.json`);
  const { status } = spawnSync(
    "vitest",
    [
      "run",
      "--project",
      project,
      "--passWithNoTests",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...filters,
    ],
    { stdio: "inherit" },
  );
  const counts = readCounts(report);
  passed += counts.passed;
  // A suite that could not be collected fails without a failed test of its own.
  failed += status !== 0 && counts.failed === 0 ? 1 : counts.failed;
}
rmSync(folder, { recursive: true, force: true });

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function readCounts(path: string): { passed: number; failed: number } {
  try {
    const report = JSON.parse(readFileSync(path, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numTodoTests: number;
    };
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
