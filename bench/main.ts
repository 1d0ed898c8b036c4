/** One measured number. `floor` is what the same work costs without us, measured in the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  floor?: number;
  ratio?: number;
}

/** Each bench is a module with `run`; its name is its file's. */
const BENCHES = [
  "panel-open",
  "switch",
  "size",
  "hooks",
  "relay",
  "export",
  "pixel",
  "search",
  "event-loop",
] as const;

const args = process.argv.slice(2);
const json = args.includes("--json");
const wanted = args.filter((arg) => !arg.startsWith("--"));
const unknown = wanted.filter((name) => !(BENCHES as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`No bench named ${unknown.join(", ")}. There are: ${BENCHES.join(", ")}.`);
  process.exit(2);
}

for (const name of wanted.length > 0 ? wanted : BENCHES) {
  const { run } = (await import(`./${name}.ts`)) as { run(): AsyncIterable<Figure> };
  for await (const figure of run()) console.log(json ? JSON.stringify(figure) : line(figure));
}

function line({ name, value, unit, floor, ratio }: Figure): string {
  const rounded = (n: number) => Number(n.toPrecision(4));
  const beside = floor === undefined ? "" : `  floor ${rounded(floor)} ${unit}`;
  const times = ratio === undefined ? "" : `  ratio ${rounded(ratio)}`;
  return `${name.padEnd(24)} ${rounded(value)} ${unit}${beside}${times}`;
}
