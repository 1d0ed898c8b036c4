/**
 * A load generator in a process of its own, on raw keep-alive connections so that it takes little of the
 * cores it shares. Told `{ port, path, unique, times, from, rate }`; with `rate` it offers that many a
 * second whether or not the answers come, else as many as are answered.
 */
import { connect, type Socket } from "node:net";
import { pixelRequest } from "../pixel/posts.ts";
import { type Signed, signedPosts, signedPostsOfAll } from "./posts.ts";

interface Told {
  port: number;
  path: string;
  /** By channel, for deliveries over all of them. */
  paths?: Record<string, string>;
  /** LINE deliveries when not given. */
  posts?: "pixel" | "all";
  unique: number;
  times: number;
  from: number;
  rate: number | null;
}

const CONNECTIONS = 48;

interface Job {
  bytes: Buffer;
  /** When it was due, ms; waiting for a free connection counts. */
  due: number;
}

process.on("message", async (told: Told) => {
  const posts =
    told.posts === "pixel"
      ? Array.from({ length: told.unique }, (_, n) => pixelRequest(told.port, told.path, told.from + n))
      : (told.posts === "all" ? signedPostsOfAll : signedPosts)(told.unique, told.times, told.from).map(
          (post) => request(told, post),
        );
  process.send?.({ ready: true });
  const started = performance.now();
  const latencies = await run(told, posts);
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  process.send?.({
    answered: latencies.length,
    seconds,
    p50: latencies[Math.floor(latencies.length * 0.5)],
    p99: latencies[Math.floor(latencies.length * 0.99)],
    max: latencies.at(-1),
  });
});

function request({ port, path, paths = {} }: Told, { body, headers, channel = "" }: Signed): Buffer {
  const bytes = Buffer.from(body);
  const signed = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${paths[channel] ?? path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n${signed.join("")}Content-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

function run({ port, rate }: Told, posts: Buffer[]): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = [];
    const idle: ((job: Job) => void)[] = [];
    const queue: Job[] = [];
    let taken = 0;
    let offered = 0;
    const started = performance.now();

    const offer = () => {
      const now = performance.now();
      const due = rate === null ? posts.length : Math.min(posts.length, ((now - started) / 1000) * rate);
      while (offered < due) {
        const bytes = posts[offered];
        if (bytes) queue.push({ bytes, due: rate === null ? now : started + (offered / rate) * 1000 });
        offered++;
      }
      feed();
    };
    const feed = () => {
      while (taken < queue.length) {
        // In turns: a server closes what was idle for some seconds.
        const send = idle.shift();
        if (!send) return;
        const job = queue[taken++];
        if (job) send(job);
      }
    };
    let finished = false;
    const sockets = Array.from({ length: CONNECTIONS }, () =>
      open(
        port,
        rate === null,
        (send) => {
          idle.push(send);
          feed();
        },
        (ms) => {
          latencies.push(ms);
          if (latencies.length === posts.length) {
            finished = true;
            clearInterval(timer);
            for (const socket of sockets) socket.destroy();
            resolve(latencies);
          }
        },
        (error) => {
          if (!finished) reject(error);
        },
      ),
    );
    const timer = setInterval(offer, 2);
    offer();
  });
}

/** One connection with one request on its way at a time. */
function open(
  port: number,
  /** Offers no more than is answered: nothing waits for a free connection. */
  closed: boolean,
  free: (send: (job: Job) => void) => void,
  answered: (ms: number) => void,
  failed: (error: Error) => void,
): Socket {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let current: { due: number } | null = null;
  let received = "";
  const send = (job: Job) => {
    current = { due: closed ? performance.now() : job.due };
    socket.write(job.bytes);
  };
  socket.on("connect", () => free(send));
  socket.on("error", failed);
  socket.on("close", () => failed(new Error("the server closed a connection")));
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    if (!received.startsWith("HTTP/1.1 200")) return failed(new Error(received.slice(0, 200)));
    received = "";
    const due = current?.due ?? 0;
    current = null;
    answered(performance.now() - due);
    free(send);
  });
  return socket;
}
