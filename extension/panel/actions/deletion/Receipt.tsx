import type { DeletionItem } from "../../../../shared/schemas/conversations.ts";
import { formatFull } from "../../../lib/format.ts";
import { Copy } from "../../Copy.tsx";
import { Counts } from "./Counts.tsx";
import { say } from "./words.ts";

/** What was deleted, when and by whom, and what nobody here can reach. Copied as JSON. */
export function Receipt({ item }: { item: DeletionItem }) {
  const { receipt, requestedByName, erasedByName } = item;
  const { requestedBy, erasedAt, erasedBy } = receipt;
  return (
    <details class="deletion-receipt" open={erasedAt !== null}>
      <summary>{say("receipt")}</summary>
      <dl>
        <dt>{say("receipt.id")}</dt>
        <dd class="deletion-id">
          {receipt.deletionId}
          <Copy value={JSON.stringify(receipt, null, 2)} what={say("receipt")} />
        </dd>
        <dt>{say("receipt.what")}</dt>
        <dd>
          <Counts counts={receipt.counts} />
        </dd>
        <dt>{say("receipt.requested")}</dt>
        <dd>{formatFull(receipt.requestedAt)}</dd>
        <dt>{say("receipt.requested-by")}</dt>
        <dd dir="auto">{nameOf(requestedBy, requestedByName)}</dd>
        {erasedAt === null ? (
          <>
            <dt>{say("receipt.erase-at")}</dt>
            <dd>{formatFull(receipt.eraseAt)}</dd>
          </>
        ) : (
          <>
            <dt>{say("receipt.erased")}</dt>
            <dd>{formatFull(erasedAt)}</dd>
            <dt>{say("receipt.erased-by")}</dt>
            <dd dir="auto">
              {erasedBy === null ? say("receipt.erased-by-time") : nameOf(erasedBy, erasedByName)}
            </dd>
          </>
        )}
        <dt>{say("beyond")}</dt>
        <dd>
          <ul class="deletion-counts">
            {receipt.beyond.map((name) => (
              <li key={name}>
                {name === "mails" ? say("beyond.mails", { mails: receipt.mailsSent }) : say(`beyond.${name}`)}
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </details>
  );
}

/** @param id `member.id`, or `system` */
const nameOf = (id: string, name: string | null): string =>
  name ?? say(id === "system" ? "receipt.system" : "receipt.former");
