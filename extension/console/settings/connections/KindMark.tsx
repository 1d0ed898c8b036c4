import type { ConnectionKind } from "../../../../shared/channels.ts";

const LETTERS: Record<ConnectionKind, string> = {
  line: "L",
  chatwoot: "C",
  meta: "M",
  whatsapp: "W",
  website: "@",
  pixel: "P",
  shopify: "S",
  woocommerce: "W",
  cyberbiz: "C",
  shopline: "S",
};

/** Decoration: the kind stands beside it in words. */
export const KindMark = ({ kind }: { kind: ConnectionKind }) => (
  <span class={`kind-mark kind-mark-${kind}`} aria-hidden="true">
    {LETTERS[kind]}
  </span>
);
