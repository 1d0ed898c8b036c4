import type { Context } from "hono";
import type { AppEnv } from "../app.ts";
import { fetchMedia, sourceOf } from "../channels/media.ts";
import { ProviderRefusal } from "../channels/request.ts";
import type { Deps } from "../deps.ts";
import { sha256 } from "../domain/batch.ts";
import { Failure } from "../domain/failure.ts";
import { findMedia, type FoundMedia } from "../domain/media/find.ts";
import { AddressRefused } from "../outgoing/outgoing.ts";
import { dispositionOf } from "./disposition.ts";
import { asSaid, type FileKind, sniff, SNIFF_BYTES } from "./sniff.ts";

/** As long as the longest film a channel takes; it passes through and is kept nowhere. */
export const MAX_MEDIA_BYTES = 100_000_000;

/**
 * `GET /w/:workspace/files/media/:messageId/:index` with a bearer token: one attachment of a message, fetched
 * from the channel as it is asked for. What it is, its first bytes say.
 *
 * Answers 404 NOT_FOUND, also when the channel no longer has it, 413 TOO_LARGE, 415 MEDIA_REFUSED, 502
 * PROVIDER_REFUSED, 400 ADDRESS_NOT_ALLOWED. Past the limit it breaks off.
 */
export const media = (deps: Deps) => async (c: Context<AppEnv>) => {
  const token = /^Bearer ([\w-]{20,200})$/.exec(c.req.header("Authorization") ?? "")?.[1];
  const workspace = c.get("workspace");
  const found = await findMedia(
    {
      db: workspace.db,
      actor: { kind: "member", accessHash: token ? sha256(token) : "" },
      now: c.get("now"),
      operationId: undefined,
      requestId: c.get("requestId"),
      sealer: deps.sealer,
    },
    { messageId: c.req.param("messageId") ?? "", index: Number(c.req.param("index")) },
  );
  const response = await bytesOf(async () => {
    const source = await sourceOf(workspace, deps.sealer, found);
    if (!source) throw new Failure("NOT_FOUND");
    return fetchMedia(source);
  });
  return answerWith(response, found);
};

async function bytesOf(fetching: () => Promise<Response>): Promise<Response> {
  try {
    return await fetching();
  } catch (error) {
    if (error instanceof AddressRefused) throw new Failure("ADDRESS_NOT_ALLOWED", { cause: error });
    if (!(error instanceof ProviderRefusal)) throw error;
    const isGone = [403, 404, 410].includes(error.status);
    throw new Failure(isGone ? "NOT_FOUND" : "PROVIDER_REFUSED", { cause: error });
  }
}

/** The bytes of `response` as a browser may have them, once their beginning was looked at. */
export async function answerWith(
  response: Response,
  found: Pick<FoundMedia, "type" | "fileName">,
  maxBytes = MAX_MEDIA_BYTES,
): Promise<Response> {
  const length = response.headers.has("content-encoding") ? null : response.headers.get("content-length");
  const reader = response.body?.getReader();
  if (!reader) throw new Failure("NOT_FOUND");
  const refuse = async (code: "TOO_LARGE" | "MEDIA_REFUSED") => {
    await reader.cancel();
    throw new Failure(code);
  };
  if (length !== null && Number(length) > maxBytes) return refuse("TOO_LARGE");
  const head = await headOf(reader);
  const kind = allowed(head, response.headers.get("content-type") ?? "", found.type);
  if (!kind) return refuse("MEDIA_REFUSED");
  const { type, disposition } = dispositionOf(kind, found.fileName);
  return new Response(limited(head, reader, maxBytes), {
    headers: {
      "Content-Type": type,
      "Content-Disposition": disposition,
      ...(length === null ? {} : { "Content-Length": length }),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
    },
  });
}

/** What says nothing, and what says what it is. */
const SAYS_LITTLE = /^(|application\/octet-stream|binary\/octet-stream)$/;
const SAYS_MEDIA =
  /^(image\/(?!svg)[\w.+-]+|(video|audio)\/[\w.+-]+|text\/(plain|csv)|application\/(pdf|zip|rtf|ogg|x-zip-compressed|msword|vnd\.[\w.+-]+|x-ole-storage))$/;

/** What it says it is and what it begins with must both be on the list, and be what the message says. */
function allowed(head: Uint8Array, given: string, type: string): FileKind | null {
  const said = given.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!SAYS_LITTLE.test(said) && !SAYS_MEDIA.test(said)) return null;
  const kind = sniff(head, /^text\/(plain|csv)$/.test(said));
  if (!kind) return null;
  return asSaid(kind, type);
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function headOf(reader: Reader): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let size = 0; size < SNIFF_BYTES;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new Failure("PROVIDER_REFUSED", { cause });
    });
    if (done) break;
    parts.push(value);
    size += value.byteLength;
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** The rest as it is taken; past the limit it breaks off. */
function limited(head: Uint8Array, reader: Reader, maxBytes: number): ReadableStream<Uint8Array> {
  let size = head.byteLength;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(head),
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        size += value.byteLength;
        if (size <= maxBytes) return controller.enqueue(value);
        await reader.cancel();
        controller.error(new Failure("TOO_LARGE"));
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
