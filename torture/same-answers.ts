import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Role, ROLES } from "../shared/permissions.ts";
import { openEmbedded } from "../worker/db/embedded.ts";
import { migrate } from "../worker/db/migrate.ts";
import { Random } from "../worker/demo/random.ts";
import { readMigrations } from "../worker/runtime/migrations.ts";
import { runDue } from "../worker/jobs/run.ts";
import { tellDue } from "../worker/jobs/tell.ts";
import { createWorkspaceOn, TEST_NOW, type TestWorkspace } from "../worker/test/app-workspace.ts";
import { startEdge } from "../worker/test/edge-workspace.ts";
import { type Furnished, furnishWorkspace } from "../worker/test/furnish.ts";
import { runnerOf } from "../worker/test/work.ts";
import { SAMPLES } from "../worker/trpc/rights-samples.ts";
import { appRouter } from "../worker/trpc/router.ts";
import { CHANNELS } from "./channels/registry.ts";
import { connectAll } from "./shop/furnish.ts";
import { startProvider } from "./shop/provider.ts";
import { keep, type Suite, Tally } from "./suite.ts";
import { createNames, type Names } from "./work/names.ts";

/** A trace is a new workspace on each engine. */
const SIZES = { reduced: { traces: 1, steps: 50 }, full: { traces: 20, steps: 300 } };

const { procedures: declared } = appRouter._def as unknown as {
  procedures: Record<string, { _def: { type: string } }>;
};
const PROCEDURES = Object.keys(declared).filter((path) => path in SAMPLES);

const ROUNDS = 5;

/** One of the two engines, with the same things in it. */
interface Side {
  shop: TestWorkspace;
  given: Furnished;
  connections: Record<string, string>;
  names: Names;
}

/** What is done on both sides; ids and times are each side's own. */
type Step = (side: Side) => Promise<{ status: number; text: string }>;

/**
 * The same calls, posts and repeats, in the same order, on an embedded file and on workerd with a libSQL
 * server: the same answers, but for ids.
 */
export const run: Suite = async ({ seed, size }) => {
  const { traces, steps } = SIZES[size];
  const random = new Random(seed);
  const folder = await mkdtemp(join(tmpdir(), "alongside-trace-"));
  const provider = await startProvider();
  const edge = await startEdge();
  const answered = new Tally();
  try {
    for (let n = 0; n < traces; n++) {
      const sides = [
        await furnished(await onFile(join(folder, `${n}.db`)), provider.url),
        await furnished(await edge.createWorkspace(TEST_NOW), provider.url),
      ];
      await trace(random, sides, steps, answered);
      for (const { shop } of sides) shop.db.close();
    }
  } finally {
    await edge.stop();
    provider.close();
    await rm(folder, { recursive: true, force: true });
  }
  const codes = [...answered].map(([code, n]) => `${n} ${code}`).join(", ");
  return `${traces * steps} steps over ${PROCEDURES.length} procedures and ${CHANNELS.length} channels, answered alike: ${codes}`;
};

async function onFile(file: string): Promise<TestWorkspace> {
  const db = await openEmbedded(file);
  await migrate(db, await readMigrations("workspace"), TEST_NOW);
  return createWorkspaceOn(db, file, TEST_NOW);
}

async function furnished(shop: TestWorkspace, provider: string): Promise<Side> {
  const given = await furnishWorkspace(shop);
  const connections = await connectAll(shop.db, shop.sealer, TEST_NOW, provider);
  return { shop, given, connections, names: createNames() };
}

async function trace(random: Random, sides: Side[], steps: number, answered: Tally): Promise<void> {
  const past: [what: string, step: Step][] = [];
  for (let n = 0; n < steps; n++) {
    const [what, step] = past.length > 0 && random.chance(0.15) ? random.pick(past) : anyStep(random, n);
    past.push([what, step]);
    const answers: string[] = [];
    for (const side of sides) {
      side.shop.clock.now = TEST_NOW + (n + 1) * 1000;
      const { status, text } = await step(side);
      answers.push(`${status} ${side.names.without(text)}`);
    }
    const [first = "", second = ""] = answers;
    keep(first === second, `step ${n}, ${what}: ${differing(first, second)}`);
    keep(!first.includes('"INTERNAL"'), `step ${n}, ${what} was answered INTERNAL: ${first}`);
    answered.add(/"code":"([A-Z_]+)"/.exec(first)?.[1] ?? first.slice(0, 3));
  }
}

/** Where two answers part. */
function differing(first: string, second: string): string {
  let at = 0;
  while (at < first.length && first[at] === second[at]) at++;
  const from = Math.max(0, at - 60);
  return `embedded …${first.slice(from, at + 120)} and edge …${second.slice(from, at + 120)}`;
}

function anyStep(random: Random, n: number): [string, Step] {
  const kind = random.between(1, 10);
  if (kind === 1) return ["jobs", workOff];
  if (kind <= 3) return anyPost(random, n);
  return anyCall(random, n);
}

/** Jobs run in this process on both sides; what they did shows in later answers. */
async function workOff({ shop }: Side): Promise<{ status: number; text: string }> {
  const { workspace, deps } = runnerOf(shop);
  // Some jobs come again at once until the clock goes on.
  for (let round = 0; round < ROUNDS && (await runDue(workspace, deps)).more; round++);
  await tellDue(workspace, deps);
  return { status: 200, text: "" };
}

function anyPost(random: Random, n: number): [string, Step] {
  const channel = random.pick(CHANNELS);
  const [person, at] = [random.between(1, 5), TEST_NOW + random.between(-600_000, n * 1000)];
  const body = JSON.stringify(channel.message(n, person, at));
  const secret = random.chance(0.1) ? "another" : channel.secret;
  return [
    `a post of ${channel.name}`,
    ({ shop, connections }) =>
      send(shop, `hooks/${connections[channel.name]}`, body, {
        ...channel.sign(body, n, shop.clock.now, secret),
      }),
  ];
}

function anyCall(random: Random, n: number): [string, Step] {
  const path = random.pick(PROCEDURES);
  const role: Role | null = random.chance(0.6) ? "admin" : random.pick([...ROLES, null]);
  const operationId = random.id(TEST_NOW + n);
  const fresh = random.id(TEST_NOW + n);
  const dropped = random.chance(0.1) ? random.between(0, 5) : -1;
  return [
    `${path} by ${role ?? "nobody"}`,
    ({ shop, given }) => {
      const things = given.givenTo(shop.memberId(role ?? "admin"));
      const input = Object.entries(SAMPLES[path]?.({ ...things, fresh }) ?? {});
      const body = Object.fromEntries(input.filter((_, i) => i !== dropped));
      return send(
        shop,
        `trpc/${path}`,
        JSON.stringify({ ...body, operationId }),
        role ? { Authorization: `Bearer ${shop.token(role)}` } : {},
      );
    },
  ];
}

async function send(shop: TestWorkspace, path: string, body: string, headers: Record<string, string>) {
  const response = await shop.fetch(`/w/${shop.slug}/${path}`, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", ...headers },
  });
  return { status: response.status, text: (await response.text()).replaceAll(`/w/${shop.slug}/`, "/w/…/") };
}
