/** Folds width and case, so that `ＶＩＰ`, `VIP` and `vip` are one tag and one search term. */
export const fold = (s: string): string => s.normalize("NFKC").toLowerCase().trim();
