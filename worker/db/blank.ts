/** Kinds of b-tree pages, by their first byte: https://sqlite.org/fileformat2.html#b_tree_pages */
const INTERIOR = new Set([2, 5]);
const LEAF = new Set([10, 13]);

/**
 * Clears what a page of a database file holds beside its cells. With `secure_delete` SQLite zeroes what
 * is deleted, but a page that was rebuilt when its neighbours were balanced keeps old copies of cells
 * that moved in its unused middle, also of rows that are deleted later.
 *
 * @param page any page but the first, whose header is the file's
 * @returns the page with nothing but what is in use; null when it is so already or is no b-tree page
 */
export function blanked(page: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const [kind = 0] = page;
  if (!INTERIOR.has(kind) && !LEAF.has(kind)) return null;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const cells = view.getUint16(3);
  const pointersEnd = (LEAF.has(kind) ? 8 : 12) + 2 * cells;
  const contentStart = view.getUint16(5) || 65_536;
  if (pointersEnd > contentStart || contentStart > page.length) return null;
  const unused: [from: number, to: number][] = [[pointersEnd, contentStart]];
  let last = 0;
  for (let block = view.getUint16(1); block !== 0; block = view.getUint16(block)) {
    // Free blocks stand in order within the content; a page that says otherwise is left alone.
    if (block <= last || block < contentStart || block + 4 > page.length) return null;
    const end = block + view.getUint16(block + 2);
    if (end > page.length) return null;
    unused.push([block + 4, end]);
    last = block;
  }
  if (unused.every(([from, to]) => page.subarray(from, to).every((byte) => byte === 0))) return null;
  const cleared = new Uint8Array(page);
  for (const [from, to] of unused) cleared.fill(0, from, to);
  return cleared;
}
