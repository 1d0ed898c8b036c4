/** The same function, but nothing it throws gets out. */
export const guarded =
  <Args extends unknown[]>(run: (...args: Args) => unknown) =>
  (...args: Args): void => {
    try {
      run(...args);
    } catch {
      // The shop's page must never notice.
    }
  };

/** Tells whoever builds the shop; never with what a customer said. */
export const say = guarded((text: string) => console.warn(`alongside: ${text}`));

/** 96 bits, also on pages without TLS, where `randomUUID` is missing. */
export const random = (): string => {
  let text = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(12))) text += (byte + 256).toString(16).slice(1);
  return text;
};
