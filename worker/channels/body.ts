import { Failure } from "../domain/failure.ts";

/**
 * A post's bytes as received. With a `Content-Length`, which HTTP holds the sender to, they are read in
 * one piece: looking at the stream would cost as much as all the rest of the answer.
 *
 * @throws {Failure} TOO_LARGE, without reading what is too much
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const length = request.headers.get("content-length");
  if (length === null) return readStream(request.body, maxBytes);
  if (Number(length) > maxBytes) throw new Failure("TOO_LARGE");
  return new Uint8Array(await request.arrayBuffer());
}

/** @throws {Failure} TOO_LARGE, as soon as there is more */
export async function readStream(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Failure("TOO_LARGE");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
