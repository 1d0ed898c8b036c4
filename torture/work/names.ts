/** Ids, tokens and hashes differ from run to run; which of them are the same one does not. */
export interface Names {
  /** The text with a number in the place of each, in the order they first came. */
  without(text: string): string;
}

/** What is sealed begins with its version and what made it another one; a secret with what it is for. */
const NAME = /v1\.[\w-]{16}\.[\w-]+|whsec_[\w+/=]+|alongside_[\w-]+|[\w-]{20,}/g;

export function createNames(): Names {
  const known = new Map<string, number>();
  return {
    without: (text) =>
      text.replace(NAME, (name) => {
        // A code of ours, which is the same everywhere.
        if (/^[A-Z_]+$/.test(name)) return name;
        if (!known.has(name)) known.set(name, known.size);
        return `#${known.get(name)}`;
      }),
  };
}
