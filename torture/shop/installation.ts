/** Where a workspace is served, with the members and connections that `furnish` made. */
export interface Installation {
  name: "embedded" | "edge";
  /** Of the workspace, without a slash at the end. */
  url: string;
  shop: Shop;
  /**
   * `kill -9`, and a new start on what that left.
   *
   * @param again after so many ms the new start is killed as well, wherever it is by then
   * @throws when it does not start again
   */
  kill(random: { pick<T>(from: readonly T[]): T }, again: number | null): Promise<void>;
  /** Lets jobs and arrivals be worked off, then reads; what is asked after it sees all of them. */
  settle(): Promise<void>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** What the server reported as unexpected, the newest last. */
  reported(): string;
  stop(): Promise<void>;
}

/** What `furnish` put into a workspace. */
export interface Shop {
  /** Access tokens of members who may do everything here. */
  tokens: string[];
  /** Contacts as webhooks would have made them. */
  contacts: string[];
  /** Ids of connections, by the name of the channel in `channels/registry.ts`. */
  connections: Record<string, string>;
}

export const SLUG = "shop";

/** How many arrivals wait for their effect. */
export const WAITING = "select count(*) as n from inbound_event where processed_at is null";
