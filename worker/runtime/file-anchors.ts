import { createReadStream } from "node:fs";
import { appendFile, mkdir, rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Anchors } from "../deps.ts";
import type { Anchor } from "../domain/audit/seal.ts";
import { type DataFolder, isMissing } from "./data-folder.ts";
import { OperatorError } from "./host.ts";

/** Anchors of the audits as lines of JSON, one file a workspace, in `anchors` of the data folder. */
export interface FileAnchors extends Anchors {
  all(slug: string): AsyncIterable<Anchor>;
  /** The chain begins anew: what was remembered is kept beside. */
  setAside(slug: string, now: number): Promise<void>;
}

export function fileAnchors(folder: DataFolder): FileAnchors {
  const newest = new Map<string, number | null>();
  const file = (slug: string) => folder.file(`anchors/${slug}.log`);

  return {
    async newest(slug) {
      const known = newest.get(slug);
      if (known !== undefined) return known;
      let last: number | null = null;
      for await (const { seq } of anchorsIn(file(slug))) last = seq;
      newest.set(slug, last);
      return last;
    },
    async add(slug, anchor) {
      await mkdir(folder.file("anchors"), { recursive: true, mode: 0o700 });
      await appendFile(file(slug), `${JSON.stringify(anchor)}\n`, { mode: 0o600, flush: true });
      newest.set(slug, anchor.seq);
    },
    all: (slug) => anchorsIn(file(slug)),
    async setAside(slug, now) {
      newest.delete(slug);
      await rename(file(slug), folder.file(`anchors/${slug}.until-${now}.log`)).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    },
  };
}

/**
 * The anchors of a file, oldest first; none when there is no file.
 *
 * @throws {OperatorError} for a line that is none
 */
export async function* anchorsIn(path: string): AsyncGenerator<Anchor> {
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      number++;
      if (line.trim() !== "") yield anchorOf(line, path, number);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function anchorOf(line: string, path: string, number: number): Anchor {
  try {
    const { seq, hash, at } = JSON.parse(line) as Partial<Anchor>;
    if (typeof seq === "number" && typeof hash === "string") return { seq, hash, at: Number(at) };
  } catch {
    // The same sentence for a line that is no JSON.
  }
  throw new OperatorError(`Line ${number} of ${path} is no anchor.`);
}
