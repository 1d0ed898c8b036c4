import type { Call } from "../../worker/domain/ctx.ts";

/** How a provider posts, written down once more and apart from the code that reads it. */
export interface TortureChannel {
  name: string;
  /** Adds the connection as an admin does. @returns its id */
  connect(call: Call, provider: string): Promise<string>;
  secret: string;
  /**
   * One message of one customer, whose text is `textOf`; the same for the same arguments.
   *
   * @param at when it happened by the provider's clock, UTC ms
   */
  message(n: number, person: number, at: number): unknown;
  /** The headers that prove `body`, as sent at `now`, UTC ms. `n` names the delivery. */
  sign(body: string, n: number, now: number, secret: string): Record<string, string>;
  /** What it signs is dated, so a late post is refused. */
  dated: boolean;
}

export const textOf = (channel: string, n: number): string => `${channel} 還有貨嗎？ ${n}`;
