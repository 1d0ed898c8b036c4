/** Ids begin with their time: what tells them apart stands at the end. */
export const shortened = (id: string): string => (id.length > 12 ? `…${id.slice(-8)}` : id);
