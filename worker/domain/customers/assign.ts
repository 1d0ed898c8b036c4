/** A contact and the customer it has while nothing joins it to others. */
export interface Node {
  id: string;
  home: string;
}

/** A join in force: the customer of `from` came to that of `into`. A list of them is in the order they were made. */
export interface Edge {
  id: string;
  from: string;
  into: string;
}

/**
 * Which customer each contact has by these joins: as if they were made one after the other, and those that were
 * undone never had been.
 */
export function assigned(nodes: readonly Node[], edges: readonly Edge[]): Map<string, string> {
  const customers = new Map(nodes.map(({ id, home }) => [id, home]));
  for (const { from, into } of edges) {
    const [left, kept] = [customers.get(from), customers.get(into)];
    if (left === undefined || kept === undefined || left === kept) continue;
    for (const [id, customer] of customers) if (customer === left) customers.set(id, kept);
  }
  return customers;
}
