/** A text as it is compared: each character of `plain` came from `from[i]` up to `to[i]` of the original. */
export interface Plain {
  plain: string;
  from: readonly number[];
  to: readonly number[];
}

/** What shows nothing: joiners, marks of direction, variants. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** In one width (NFKC) and without what shows nothing; null when the text is so already. */
export function plainOf(text: string): Plain | null {
  if (!UNSEEN.test(text) && text.normalize("NFKC") === text) return null;
  const from: number[] = [];
  const to: number[] = [];
  let plain = "";
  let at = 0;
  for (const character of text) {
    const one = UNSEEN.test(character) ? "" : character.normalize("NFKC");
    for (let i = 0; i < one.length; i++) {
      from.push(at);
      to.push(at + character.length);
    }
    plain += one;
    at += character.length;
  }
  return { plain, from, to };
}
