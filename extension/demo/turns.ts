import type { DemoMessage } from "../../shared/schemas/demo.ts";
import { startOfDay } from "../lib/format.ts";

/** Messages one person sent in a row. */
export interface Turn {
  key: string;
  senderKind: DemoMessage["senderKind"];
  senderName: string | null;
  messages: DemoMessage[];
  /** When the last of them was sent, UTC ms. */
  at: number;
  /** The first one of its local day. */
  newDay: boolean;
}

const TOGETHER = 5 * 60_000;

export function turnsOf(messages: readonly DemoMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    const newDay = !last || startOfDay(last.at) !== startOfDay(message.at);
    const same = last?.senderKind === message.senderKind && last.senderName === message.senderName;
    if (last && same && !newDay && message.at - last.at < TOGETHER) {
      last.messages.push(message);
      last.at = message.at;
    } else {
      const { id, senderKind, senderName, at } = message;
      turns.push({ key: id, senderKind, senderName, messages: [message], at, newDay });
    }
  }
  return turns;
}
