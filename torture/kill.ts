import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../worker/demo/random.ts";
import { startEdge } from "./shop/edge.ts";
import { startEmbedded } from "./shop/embedded.ts";
import type { Installation } from "./shop/installation.ts";
import type { Run, Suite } from "./suite.ts";
import { Troubles } from "./work/call.ts";
import { workADay } from "./work/everybody.ts";

const SIZES = {
  reduced: { operations: 90, kills: 2, workers: 10 },
  full: { operations: 10_000, kills: 200, workers: 50 },
};

/**
 * Mixed operations from fifty at once while the processes are killed at random points: nothing that was
 * acknowledged is lost, nothing is applied twice. On an embedded file, and on workerd with a libSQL server.
 */
export const run: Suite = async (given) => {
  const lines = await Promise.all(
    [startEmbedded, startEdge].map(async (start) => {
      const installation = await start(SIZES[given.size].workers);
      try {
        return await killWhileWorking(installation, given);
      } finally {
        await installation.stop();
      }
    }),
  );
  return lines.join("; ");
};

async function killWhileWorking(installation: Installation, { seed, size }: Run): Promise<string> {
  const random = new Random(seed);
  const { operations, kills, workers } = SIZES[size];
  const points = Array.from({ length: kills }, () => random.between(1, operations)).sort((a, b) => a - b);
  let killed = 0;
  let killing = Promise.resolve();
  let broken: unknown;

  const killOnce = async () => {
    // Anywhere within a request, not only right after an answer.
    await sleep(random.between(0, 25));
    await installation.kill(random, random.chance(0.15) ? random.between(0, 600) : null);
    killed++;
  };
  const onDone = (done: number) => {
    while ((points[0] ?? Number.POSITIVE_INFINITY) <= done) {
      points.shift();
      killing = killing.then(killOnce).catch((error: unknown) => void (broken ??= error));
    }
  };
  const troubles = new Troubles();
  const model = await workADay(installation, random, {
    workers,
    troubles,
    enough: (done) => done >= operations,
    onDone,
  });
  await killing;
  if (broken) throw broken;
  const { unanswered, refused } = troubles;
  return `${installation.name}: ${model.operations.size} writes and ${model.messages.size} messages, ${killed} kills, ${unanswered} repeated without an answer, ${refused.total} after a refusal, 0 lost, 0 doubled`;
}
