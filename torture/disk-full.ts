import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../worker/demo/random.ts";
import { startEmbedded } from "./shop/embedded.ts";
import { keep, type Run, type Suite } from "./suite.ts";
import { callProcedure, Troubles } from "./work/call.ts";
import { workADay } from "./work/everybody.ts";

const SIZES = {
  reduced: { operations: 50, rounds: 1, workers: 8 },
  full: { operations: 4000, rounds: 15, workers: 50 },
};
/** Refusals to wait for before there is room again. */
const REFUSED = 40;
/** What is left when there is no room: the next writes use it up. */
const LEFT_BYTES = 150_000;

type Server = Awaited<ReturnType<typeof startEmbedded>>;

/** Room that can be taken from a server and given back while it runs. */
interface Room {
  name: string;
  /** The code the server refuses with then. */
  code: string;
  folder: string;
  take(server: Server): Promise<void>;
  give(server: Server): Promise<void>;
  end(): Promise<void>;
}

/**
 * Mixed operations while the disk of an embedded database is full for a while: refused clearly, still
 * readable, nothing acknowledged is lost, and it goes on by itself once there is room.
 */
export const run: Suite = async (given) => {
  const lines = [];
  const rooms = [await quota(), await fullDisk()];
  for (const room of rooms) {
    if (room) lines.push(await inRoom(room, given));
  }
  return lines.join("; ");
};

async function inRoom(room: Room, { seed, size }: Run): Promise<string> {
  const { operations, rounds, workers } = SIZES[size];
  const server = await startEmbedded(workers, room.folder);
  const { child } = server.program();
  try {
    const troubles = new Troubles();
    let done = 0;
    let taken = 0;
    const spoil = async () => {
      for (; taken < rounds; taken++) {
        // Between the first write and the last one.
        const from = (operations * (taken + 0.5)) / (rounds + 1);
        await until(() => done >= from);
        const before = troubles.refused.get(room.code) ?? 0;
        await room.take(server);
        await until(() => (troubles.refused.get(room.code) ?? 0) >= before + REFUSED);
        await keepReadable(server, troubles);
        await room.give(server);
      }
    };
    const day = {
      workers,
      troubles,
      enough: (n: number) => n >= operations && taken === rounds,
      onDone: (n: number) => void (done = n),
    };
    const [model] = await Promise.all([workADay(server, new Random(seed), day), spoil()]);
    keep(child.exitCode === 143 || child.exitCode === 0, "the server did not live to the end");
    const refused = [...troubles.refused].map(([code, n]) => `${n} ${code}`).join(", ");
    return `${room.name}: ${model.operations.size} writes, full ${taken} times, refused ${refused}, 0 lost`;
  } finally {
    await server.stop();
    await room.end();
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

async function keepReadable({ url, shop }: Server, troubles: Troubles): Promise<void> {
  const [contactId] = shop.contacts;
  const [token = ""] = shop.tokens;
  const read = await callProcedure(url, token, "notes.list", { contactId, cursor: null }, troubles);
  keep(read.code === null, `reading was refused with ${read.code} while the disk was full`);
}

/** A quota that is used up, as any user can have it: no file of the process may grow beyond its limit. */
async function quota(): Promise<Room> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-quota-"));
  const limit = (server: Server, bytes: number | "unlimited") => {
    const { pid } = server.program().child;
    const { status, stderr } = spawnSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`]);
    if (status !== 0) throw new Error(`no limit could be set: ${String(stderr)}`);
  };
  return {
    name: "quota",
    code: "UNAVAILABLE",
    folder,
    // The log is written over from its beginning, so it fails some writes later.
    async take(server) {
      limit(server, LEFT_BYTES);
    },
    async give(server) {
      limit(server, "unlimited");
    },
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A file system of its own that is full. null for who may not mount one. */
async function fullDisk(): Promise<Room | null> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", folder]);
  if (status !== 0) {
    await rm(folder, { recursive: true, force: true });
    return null;
  }
  const ballast = join(folder, "ballast");
  await mkdir(join(folder, "data"));
  return {
    name: "full disk",
    code: "STORAGE_FULL",
    folder,
    async take() {
      const { bavail, bsize } = await statfs(folder);
      // The server writes meanwhile: what does not fit any more has filled the disk as well.
      await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES))).catch(noRoom);
    },
    give: () => rm(ballast),
    async end() {
      spawnSync("umount", [folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function noRoom(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
}
