import { Failure } from "../domain/failure.ts";

/** Deeper than anything the API takes. */
const DEEPEST = 32;

/**
 * @throws {Failure} INVALID_JSON, also for what is nested so deep that looking through it would cost the stack
 */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (isDeep(text)) throw new Error("nested too deep");
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure("INVALID_JSON", { cause });
  }
}

function isDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (quoted) {
      if (code === 0x5c) i++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x22) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEEPEST) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
