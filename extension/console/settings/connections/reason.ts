import { type MessageName, say } from "../../say.ts";

const WORDS: Readonly<Record<string, MessageName>> = {
  access_token_refused: "connections.reason.token",
  http_401: "connections.reason.token",
  http_403: "connections.reason.token",
  account_differs: "connections.reason.account",
  http_404: "connections.reason.notFound",
  http_429: "connections.reason.tooFast",
  unreachable: "connections.reason.unreachable",
  no_api_token: "connections.reason.noToken",
  connection_removed: "connections.reason.removed",
};

/** What the server noted of a failing connection or history, in words; one without words as it stands. */
export function reasonText(reason: string | null): string {
  const words = WORDS[reason ?? ""];
  return words ? say(words) : say("connections.reason.other", { reason: reason ?? "?" });
}
