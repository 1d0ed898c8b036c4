import { Random } from "../worker/demo/random.ts";
import { anyFault, FAULTS, type FaultyProxy, startFaultyProxy } from "../worker/test/fakes/faulty-proxy.ts";
import { startEdge } from "./shop/edge.ts";
import { keep, type Suite } from "./suite.ts";
import { Troubles } from "./work/call.ts";
import { workADay } from "./work/everybody.ts";

const SIZES = { reduced: { operations: 90, workers: 12 }, full: { operations: 10_000, workers: 50 } };
/** Of the requests to the database. */
const IN_TROUBLE = 0.25;

/**
 * Mixed operations while the way to the database's server is slow, breaks before and after the commit and
 * answers 5xx: nothing acknowledged is lost, nothing applied twice.
 */
export const run: Suite = async ({ seed, size }) => {
  const random = new Random(seed);
  const { operations, workers } = SIZES[size];
  let proxy: FaultyProxy | undefined;
  const installation = await startEdge(workers, async (url) => {
    proxy = await startFaultyProxy(url);
    return proxy.url;
  });
  if (!proxy) throw new Error("the database is not reached through the proxy");
  try {
    proxy.choose = anyFault(new Random(seed + 1), IN_TROUBLE);
    const troubles = new Troubles();
    const model = await workADay(installation, random, {
      workers,
      troubles,
      enough: (done) => done >= operations,
      onDone() {},
    });
    for (const fault of FAULTS) keep((proxy.done.get(fault) ?? 0) > 0, `"${fault}" never happened`);
    const faults = FAULTS.map((fault) => `${proxy?.done.get(fault) ?? 0} ${fault}`).join(", ");
    return `${model.operations.size} writes and ${model.messages.size} messages; ${faults}; ${troubles.refused.total} repeated, 0 lost, 0 doubled`;
  } finally {
    await installation.stop();
    proxy.close();
  }
};
