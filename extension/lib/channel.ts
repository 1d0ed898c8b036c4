import { browser } from "wxt/browser";
import { isOurPage } from "./background-calls.ts";

/** Tells the other pages of this origin, and the background; not the one that posts. */
export interface Channel<Message> {
  post(message: Message): void;
  close(): void;
}

interface Envelope {
  type: "channel";
  name: string;
  message: unknown;
}

/**
 * In Chromium's extension by its own messaging: a broadcast channel of a framed panel may be kept apart.
 * In Firefox that messaging does not reach a framed panel, and a broadcast channel does.
 */
export function openChannel<Message>(name: string, hear: (message: Message) => void): Channel<Message> {
  if (import.meta.env.FIREFOX || !browser?.runtime?.id) {
    const channel = new BroadcastChannel(name);
    channel.addEventListener("message", ({ data }: MessageEvent<Message>) => hear(data));
    return { post: (message) => channel.postMessage(message), close: () => channel.close() };
  }
  const onMessage = (heard: Envelope, sender: Parameters<typeof isOurPage>[0]) => {
    if (heard.type === "channel" && heard.name === name && isOurPage(sender)) hear(heard.message as Message);
    return undefined;
  };
  browser.runtime.onMessage.addListener(onMessage);
  return {
    post(message) {
      const envelope: Envelope = { type: "channel", name, message };
      // Nobody listening is no failure.
      browser.runtime.sendMessage(envelope).catch(() => undefined);
    },
    close: () => browser.runtime.onMessage.removeListener(onMessage),
  };
}
