/**
 * Seals credentials with AES-GCM under a key that is not in the database. `context` (such as
 * `connection/<id>`) is authenticated with them, so a sealed text cannot be moved to another row.
 */
export interface Sealer {
  seal(context: string, plain: string): Promise<string>;
  /** @throws when the text was sealed with another key or for another context */
  open(context: string, sealed: string): Promise<string>;
}

const VERSION = "v1";

/** @param key 32 bytes in base64 or base64url */
export async function createSealer(key: string): Promise<Sealer> {
  const bytes = Buffer.from(key, "base64");
  if (bytes.length !== 32) throw new Error("the sealing key must be 32 bytes in base64");
  const aes = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  const data = (context: string) => new TextEncoder().encode(context);
  return {
    async seal(context, plain) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv, additionalData: data(context) },
        aes,
        new TextEncoder().encode(plain),
      );
      return [VERSION, Buffer.from(iv).toString("base64url"), Buffer.from(sealed).toString("base64url")].join(
        ".",
      );
    },
    async open(context, text) {
      const [version, iv, sealed] = text.split(".");
      if (version !== VERSION || !iv || !sealed) throw new Error("not a sealed text");
      const plain = await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: Buffer.from(iv, "base64url"), additionalData: data(context) },
        aes,
        Buffer.from(sealed, "base64url"),
      );
      return new TextDecoder().decode(plain);
    },
  };
}
