import { Random } from "../../worker/demo/random.ts";
import { CHANNELS } from "../channels/registry.ts";
import type { Installation } from "../shop/installation.ts";
import { callProcedure, type Troubles } from "./call.ts";
import { deliver, doErrand, type Worker } from "./errands.ts";
import { BrokenPromise } from "../suite.ts";
import { compare, compareAgain, Model } from "./model.ts";

export interface Day {
  /** Whether so many acknowledged operations are enough. */
  enough(done: number): boolean;
  workers: number;
  troubles: Troubles;
  /** Called with the number of operations acknowledged so far. */
  onDone(done: number): void;
}

/**
 * Members and providers work at once until it is enough; then what is stored is
 * compared with what was acknowledged, before and after some of it is sent once more.
 *
 * @throws {BrokenPromise}
 */
export async function workADay(installation: Installation, random: Random, day: Day): Promise<Model> {
  const model = new Model();
  const { troubles } = day;
  let done = 0;
  let delivered = 0;
  const failed = new AbortController();
  const did = () => day.onDone(++done);

  async function work(number: number): Promise<void> {
    const own = installation.shop.contacts[number];
    if (own === undefined) throw new Error("there are fewer contacts than workers");
    const mine = new Random(random.between(0, 2 ** 31));
    const token = mine.pick(installation.shop.tokens);
    const worker: Worker = { random: mine, installation, model, troubles, token, own, number, did };
    while (!day.enough(done) && !failed.signal.aborted) {
      if (mine.chance(0.25)) {
        const n = ++delivered;
        await deliver(worker, mine.pick(CHANNELS), n, mine.between(1, 40));
      } else await doErrand(worker);
    }
  }

  const workers = Array.from({ length: day.workers }, (_, number) =>
    work(number).catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  const outcomes = await Promise.allSettled(workers);
  for (const outcome of outcomes) {
    if (outcome.status === "fulfilled") continue;
    const { message } = outcome.reason as Error;
    throw new BrokenPromise(`${installation.name}: ${message}; ${installation.reported()}`);
  }
  await compareAgain(
    model,
    ({ procedure, input, token }) => callProcedure(installation.url, token, procedure, input, troubles),
    () => random.chance(0.05),
  );
  await installation.settle();
  await compare(installation, model);
  return model;
}
