import { parseArgs } from "node:util";
import { workInMemory } from "./in-memory.ts";
import { seedOf, type Suite } from "./suite.ts";

/** Each suite is a module with `run`; its name is its file's. `docs/torture.md` says what each promises. */
const SUITES = [
  "kill",
  "hooks",
  "faults",
  "disk-full",
  "same-answers",
  "migrations",
  "rights",
  "xss",
  "search",
] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" }, reduced: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !(SUITES as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`No suite named ${unknown.join(", ")}. There are: ${SUITES.join(", ")}.`);
  process.exit(2);
}

workInMemory();
const size = values.reduced ? "reduced" : "full";
const seed = seedOf(values.seed ?? process.env["SEED"]);
let broken = 0;
for (const name of positionals.length > 0 ? positionals : SUITES) {
  const { run } = (await import(`./${name}.ts`)) as { run: Suite };
  const started = performance.now();
  const outcome = await run({ seed, size }).then(
    (done) => ({ kept: true, done }),
    (error: unknown) => ({ kept: false, done: error instanceof Error ? (error.stack ?? "") : String(error) }),
  );
  if (!outcome.kept) broken++;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${name.padEnd(13)} ${outcome.kept ? "kept" : "BROKEN"}  seed ${seed}  ${seconds} s  ${outcome.done}`,
  );
}
process.exit(broken === 0 ? 0 : 1);
