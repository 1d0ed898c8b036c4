import type {
  DemoChanges,
  DemoConversation,
  DemoConversations,
  DemoPlace,
  DemoThread,
} from "../../shared/schemas/demo.ts";

/** The demo inbox's own server: the origin this page comes from. */
export interface DemoServer {
  place(): Promise<DemoPlace>;
  conversations(cursor: string | null): Promise<DemoConversations>;
  /** null when there is none of that id. */
  conversation(id: string): Promise<DemoConversation | null>;
  thread(id: string, cursor: string | null): Promise<DemoThread>;
  changes(version: string, open: string | null): Promise<DemoChanges>;
}

/** @throws when the server does not answer, or not as it should */
export function connectServer(): DemoServer {
  const get = async (path: string, query: Record<string, string | null> = {}) => {
    const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
    const response = await fetch(`/api/${path}?${new URLSearchParams(set).toString()}`);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as unknown;
  };
  return {
    place: async () => (await get("place")) as DemoPlace,
    conversations: async (cursor) => (await get("conversations", { cursor })) as DemoConversations,
    conversation: async (id) =>
      (await get(`conversations/${encodeURIComponent(id)}`)) as DemoConversation | null,
    thread: async (id, cursor) =>
      ((await get(`conversations/${encodeURIComponent(id)}/messages`, { cursor })) as DemoThread | null) ?? {
        items: [],
        next: null,
      },
    changes: async (version, open) => (await get("changes", { version, open })) as DemoChanges,
  };
}
