import type { ChannelKind } from "../../shared/channels.ts";

const SHAPES: Record<ChannelKind, string> = {
  line: "M8 2.6c-3.4 0-6 2.1-6 4.8 0 2.4 2 4.3 4.8 4.7.4.1.4.3.3.8l-.1.7c0 .3.1.5.6.2 2.8-1.6 6.4-3.8 6.4-6.4 0-2.7-2.6-4.8-6-4.8Z",
  messenger:
    "M8 2.2C4.7 2.2 2 4.6 2 7.7c0 1.7.8 3.2 2.1 4.2v2l1.9-1c.6.2 1.3.3 2 .3 3.3 0 6-2.4 6-5.5S11.3 2.2 8 2.2Zm.6 7.3L7 7.9 4.1 9.5l3.2-3.3 1.6 1.6 2.9-1.6Z",
  instagram:
    "M5 2h6a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3Zm0 1.3A1.7 1.7 0 0 0 3.3 5v6c0 .9.8 1.7 1.7 1.7h6c.9 0 1.7-.8 1.7-1.7V5c0-.9-.8-1.7-1.7-1.7Zm3 1.7a3 3 0 1 1 0 6 3 3 0 0 1 0-6Zm0 1.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Zm3.2-2a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4Z",
  whatsapp:
    "M8 2a6 6 0 0 0-5.1 9.1L2.2 14l2.9-.7A6 6 0 1 0 8 2Zm-2 3c.2 0 .4 0 .5.3l.5 1.2c.1.2 0 .3-.1.5l-.4.5c.5 1 1.3 1.7 2.3 2.2l.6-.7c.1-.2.3-.2.5-.1l1.2.6c.2.1.2.2.2.4 0 .8-.7 1.4-1.5 1.4C7.3 11.3 4.9 8.6 4.7 6.6 4.7 5.7 5.3 5 6 5Z",
  website:
    "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm3.9 3.4h-1.7c-.2-.7-.4-1.3-.7-1.8 1 .3 1.8 1 2.4 1.8ZM8 3.2c.4.5.8 1.3 1 2.2H7c.2-.9.6-1.7 1-2.2ZM3.4 9.2a4.7 4.7 0 0 1 0-2.4h2.2a13 13 0 0 0 0 2.4H3.4Zm.7 1.4h1.7c.2.7.4 1.3.7 1.8-1-.3-1.8-1-2.4-1.8Zm1.7-5.2H4.1c.6-.8 1.4-1.5 2.4-1.8-.3.5-.5 1.1-.7 1.8ZM8 12.8c-.4-.5-.8-1.3-1-2.2h2c-.2.9-.6 1.7-1 2.2Zm1.2-3.6H6.8a11 11 0 0 1 0-2.4h2.4a11 11 0 0 1 0 2.4Zm.3 3.2c.3-.5.5-1.1.7-1.8h1.7a4.9 4.9 0 0 1-2.4 1.8Zm.9-3.2a13 13 0 0 0 0-2.4h2.2a4.7 4.7 0 0 1 0 2.4h-2.2Z",
};

/** Decoration: the channel's name stands beside it or in `label`. */
export function ChannelIcon({ kind, label }: { kind: ChannelKind; label?: string }) {
  return (
    <span
      class={`demo-channel demo-channel-${kind}`}
      {...(label ? { role: "img", "aria-label": label } : {})}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPES[kind]} fill="currentColor" fill-rule="evenodd" />
      </svg>
    </span>
  );
}
