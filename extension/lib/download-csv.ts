import { type ConversationCsv, EXPORT_TOTAL } from "../../shared/schemas/exports.ts";
import { authorized, type TokenSource } from "./api.ts";
import { CallFailure, failureOfBody } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { linkKey } from "./link-key.ts";

/** How long nothing may come, ms, before a download counts as broken off. */
const SILENT_FOR = 30_000;

export interface Watch {
  /** Stops it; the call then throws the signal's reason. */
  signal: AbortSignal;
  /** Told of each part: messages so far and in all. */
  onProgress(progress: { rows: number; total: number }): void;
}

/**
 * Fetches a conversation as a CSV file, whole or not at all: a stream that breaks off, or ends with fewer
 * messages than were announced, is a failure.
 *
 * @throws {CallFailure} what the server said; OFFLINE when it broke off
 */
export async function downloadCsv(
  link: ServerLink,
  tokens: TokenSource,
  input: ConversationCsv,
  { signal, onProgress }: Watch,
): Promise<Blob> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENT_FOR);
  };
  heard();
  try {
    const answer = await authorized(
      `${linkKey(link)}/files/conversation.csv`,
      {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(input),
        signal: AbortSignal.any([signal, silence.signal]),
      },
      tokens,
      null,
    );
    if (!answer.ok || !answer.body) {
      throw failureOfBody(await answer.json().catch(() => null)) ?? new CallFailure("OFFLINE");
    }
    const total = Number(answer.headers.get(EXPORT_TOTAL) ?? Number.NaN);
    const parts = await read(answer.body, (rows) => {
      heard();
      onProgress({ rows: Math.max(0, rows - 1), total });
    });
    if (parts.rows - 1 !== total) throw new CallFailure("OFFLINE");
    return new Blob(parts.bytes, { type: "text/csv;charset=utf-8" });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error instanceof CallFailure ? error : new CallFailure("OFFLINE");
  } finally {
    clearTimeout(timer);
  }
}

const QUOTE = 0x22;
const LINE_END = 0x0a;

/** Counts records: line ends outside of quotes. */
async function read(body: ReadableStream<Uint8Array<ArrayBuffer>>, onRows: (rows: number) => void) {
  const bytes: Uint8Array<ArrayBuffer>[] = [];
  let rows = 0;
  let quoted = false;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const byte of part.value) {
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LINE_END && !quoted) rows += 1;
    }
    bytes.push(part.value);
    onRows(rows);
  }
  return { bytes, rows };
}
