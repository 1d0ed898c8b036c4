import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ensureDataset, openedRefs, type Size, TOKEN } from "./dataset.ts";
import type { Figure } from "./main.ts";
import { child, ended, heard, lineThatKnowsNobody, offer, workedOff } from "./processes.ts";
import { SLUG } from "./server.ts";

const POSTS = 2000;
const POSTS_PER_SECOND = 100;
const ROWS = 500;
/** Bulk calls: the first half make contacts, the second change them. */
const CALLS = 20;
const BACKLOG_MS = 60_000;

interface Place {
  port: number;
  path: string;
  paths: Record<string, string>;
  key: string;
}

interface Held {
  longest: number;
  slow: { ms: number; sql: string }[];
  failed: number;
  failures: string[];
}

/**
 * How long the event loop is held at most while everything happens at once on an embedded file: deliveries over all
 * channels, panels that are opened, an import by the Contact API whose changes an endpoint is told of, a backup and
 * the erasing of a long conversation. Beside it the longest of a process that does nothing meanwhile: server, load
 * and this share the machine.
 *
 * @throws when anything was refused or has failed
 */
export async function* run(size: Size = { contacts: 50_000, messages: 250_000 }): AsyncIterable<Figure> {
  const dataset = await ensureDataset(size);
  const provider = await lineThatKnowsNobody();
  const endpoint = await endpointThatTakesAll();
  const server = child("event-loop/server.ts", dataset, provider.url, endpoint.url);
  const idle = child("event-loop/idle.ts");
  const load = child("hooks/load.ts");
  try {
    const [place] = await Promise.all([heard<Place>(server), heard(idle)]);
    for (const one of [server, idle]) {
      one.send("begin");
      await heard(one);
    }
    let over = false;
    server.send("tend");
    const posts = { posts: "all", unique: POSTS, times: 1, from: 0, rate: POSTS_PER_SECOND };
    const work = Promise.all([heard(server), offer(load, { ...place, ...posts }), importRows(place)]);
    const [opened] = await Promise.all([
      openPanels(place, size, () => over),
      work.finally(() => (over = true)),
    ]);
    await workedOff(server, BACKLOG_MS);
    const [ours, floor] = [await asked<Held>(server), await asked<{ longest: number }>(idle)];
    if (ours.failed > 0) throw new Error(ours.failures.join("; "));
    yield { name: "event-loop.longest", value: ours.longest, unit: "ms", floor: floor.longest };
    console.error(
      `event-loop: ${POSTS} deliveries, ${opened} panels, ${CALLS * ROWS} rows, ${endpoint.told()} told; ${ours.slow.length} calls over 50 ms`,
    );
    for (const { ms, sql } of ours.slow.toSorted((a, b) => b.ms - a.ms).slice(0, 5))
      console.error(`  ${ms} ms ${sql}`);
  } finally {
    load.kill();
    await Promise.all([ended(server), ended(idle)]);
    provider.close();
    endpoint.close();
  }
}

async function asked<Answer>(of: ReturnType<typeof child>): Promise<Answer> {
  of.send("longest");
  return heard<Answer>(of);
}

async function post({ port }: Place, path: string, token: string, body: unknown): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/w/${SLUG}${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
  return text;
}

/** @returns how many were opened */
async function openPanels(place: Place, size: Size, over: () => boolean): Promise<number> {
  const refs = openedRefs(size);
  let opened = 0;
  for (; !over(); opened++) {
    const text = await post(place, "/trpc/panel.open", TOKEN, { ref: refs[opened % refs.length] });
    if (!text.includes('"linked"')) throw new Error(`expected a panel, not ${text.slice(0, 300)}`);
  }
  return opened;
}

async function importRows(place: Place): Promise<void> {
  const channels = await fetch(`http://127.0.0.1:${place.port}/w/${SLUG}/api/v1/channels`, {
    headers: { Authorization: `Bearer ${place.key}` },
  });
  const { data } = (await channels.json()) as { data: { id: string; kind: string }[] };
  const channelId = data.find(({ kind }) => kind === "line")?.id;
  for (let call = 0; call < CALLS; call++) {
    const round = call % (CALLS / 2);
    const contacts = Array.from({ length: ROWS }, (_, i) => {
      const n = round * ROWS + i;
      return {
        channel_id: channelId,
        external_id: `import-${n}`,
        name: `王小明 ${n} 第${call}次`,
        email: `import-${n}-${call}@shop.example`,
        phone: `+8869${String(10_000_000 + n)}`,
        member_no: `IMPORT-${n}`,
      };
    });
    const text = await post(place, "/api/v1/contacts/bulk", place.key, { contacts });
    if (text.includes('"refused"')) throw new Error(text.slice(0, 300));
  }
}

/** What is told of everything that changes. */
async function endpointThatTakesAll(): Promise<{ url: string; told(): number; close(): void }> {
  let told = 0;
  const server = createServer((request, response) => {
    told++;
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: () => told,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
