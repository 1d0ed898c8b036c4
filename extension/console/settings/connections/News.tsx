import type { ConnectionItem, ConnectionNotice } from "../../../../shared/schemas/connections.ts";
import { formatFull, formatWhen } from "../../../lib/format.ts";
import { say } from "../../say.ts";

/** What the provider told of its accounts and of nobody in particular, the newest first. */
export function News({ connection: { notices } }: { connection: ConnectionItem }) {
  if (notices.length === 0) return null;
  return (
    <details class="connection-news">
      <summary>{say("connections.news", { count: notices.length })}</summary>
      <ul>
        {notices.map((notice) => (
          <li key={`${notice.kind} ${notice.at} ${JSON.stringify(notice.data)}`}>
            <span>{textOf(notice)}</span>{" "}
            <time class="connection-quiet" title={formatFull(notice.at)}>
              {formatWhen(notice.at, Date.now())}
            </time>
          </li>
        ))}
      </ul>
    </details>
  );
}

function textOf({ kind, data }: ConnectionNotice): string {
  const { template = "", language = "", state = "", reason = "", code = "", title = "", field = "" } = data;
  if (kind === "error") return say("connections.news.error", { code, title });
  if (kind === "unknown") return say("connections.news.unknown", { field });
  return reason === ""
    ? say("connections.news.template", { template, language, state })
    : say("connections.news.template.reason", { template, language, state, reason });
}
