import type { Backfill } from "../../../../shared/schemas/connections.ts";
import { formatNumber } from "../../../lib/format.ts";
import { Button } from "../../../ui/Button.tsx";
import { Progress } from "../../../ui/Progress.tsx";
import { say } from "../../say.ts";
import { reasonText } from "./reason.ts";

interface HistoryProps {
  /** null while it is not known. */
  backfill: Backfill | null;
  busy: boolean;
  onStart: () => void;
}

/** What was said before the connection: whether it is here, how far it is, and the way to fetch it. */
export function History({ backfill, busy, onStart }: HistoryProps) {
  if (!backfill) return null;
  const { state, skipped } = backfill;
  const moving = state === "waiting" || state === "running";
  return (
    <div class="history">
      <div class="history-head">
        <h3 class="history-title">{say("connections.backfill")}</h3>
        <span class="history-state" role="status">
          {stateText(backfill)}
        </span>
        {!moving && (
          <Button icon="clock" busy={busy} onClick={onStart}>
            {say(state === "none" ? "connections.backfill.start" : "connections.backfill.again")}
          </Button>
        )}
      </div>
      {state !== "none" && (
        <>
          {moving && (
            <Progress
              label={say("connections.backfill")}
              done={backfill.conversationsDone}
              total={backfill.conversationsTotal}
              text={countText(backfill)}
            />
          )}
          <p class="connection-quiet">{countText(backfill)}</p>
          {skipped > 0 && (
            <p class="connection-quiet">
              {say("connections.backfill.skipped", { count: formatNumber(skipped) })}
            </p>
          )}
        </>
      )}
    </div>
  );
}

function stateText({ state, error }: Backfill): string {
  if (state === "none") return say("connections.backfill.never");
  if (state === "failed") return say("connections.backfill.failed", { reason: reasonText(error) });
  if (state === "waiting" && error)
    return say("connections.backfill.again.soon", { reason: reasonText(error) });
  return say(`connections.backfill.${state}`);
}

function countText({ conversationsDone, conversationsTotal, messages }: Backfill): string {
  const counts = { done: formatNumber(conversationsDone), messages: formatNumber(messages) };
  if (conversationsTotal === null) return say("connections.backfill.countOpen", counts);
  return say("connections.backfill.count", { ...counts, total: formatNumber(conversationsTotal) });
}
