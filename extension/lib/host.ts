import type { ConversationRef } from "../../shared/conversation-ref.ts";
import type { GoTo } from "../../shared/schemas/channels.ts";

/** Where the workspace of an inbox is. */
export interface ServerLink {
  /** Origin of the Alongside server, without a slash at the end. */
  server: string;
  workspace: string;
}

export type Theme = "light" | "dark";

/** What whoever mounted the panel page knows about the page beside it. */
export type HostState =
  /** Not paired with a tab or parent yet: the panel renders nothing. */
  | { kind: "waiting" }
  /** Paired, but no workspace is known for this inbox and account. */
  | { kind: "unconfigured"; origin: string; account: string | null }
  | { kind: "no-conversation"; link: ServerLink; theme: Theme | null }
  | {
      kind: "conversation";
      link: ServerLink;
      theme: Theme | null;
      ref: ConversationRef;
      clickedAt: number | null;
      /**
       * True for at most 150 ms: who it is with is still being read from the inbox. Show what is kept of
       * this conversation and ask the server when the same conversation comes again without it. Later the
       * same conversation may come once more with an identity: ask again unless it is linked.
       */
      settling?: boolean;
    }
  /** The adapter cannot read the page with certainty: "this page has changed". Never another customer. */
  | { kind: "page-changed"; link: ServerLink | null; theme: Theme | null; reason: string };

/** The panel's view of its parent: a docked frame, the browser's side panel or a widget frame. */
export interface PanelHost {
  readonly mount: "frame" | "side-panel" | "widget";
  /** Calls back with the state now and with each change, until the signal aborts. */
  subscribe(listener: (state: HostState) => void, signal: AbortSignal): void;
  /** The person's pointer is on a list entry: its panel may be fetched ahead. */
  onPrefetch(listener: (ref: ConversationRef) => void, signal: AbortSignal): void;
  /** Opens another conversation of the same inbox (前往對話). False when the page beside it does not go there. */
  goTo(to: GoTo): Promise<boolean>;
}
