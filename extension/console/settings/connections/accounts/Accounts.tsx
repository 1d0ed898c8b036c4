import { useState } from "preact/hooks";
import type { ConnectionItem, UnknownAccount } from "../../../../../shared/schemas/connections.ts";
import { formatNumber, formatWhen } from "../../../../lib/format.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Notice } from "../../../../ui/Notice.tsx";
import { say } from "../../../say.ts";
import type { ConnectionsModel } from "../ConnectionsModel.ts";
import { reasonText } from "../reason.ts";
import { AccountForm, type Asked } from "./AccountForm.tsx";
import "./accounts.css";

/** Pages, Instagram accounts and numbers of an app: those that are added, and those events wait for. */
export function Accounts({ connection, model }: { connection: ConnectionItem; model: ConnectionsModel }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const { channels, unknownAccounts, kind } = connection;
  return (
    <div class="accounts">
      {channels.length === 0 && <p class="connection-quiet">{say("accounts.none")}</p>}
      {channels.length > 0 && (
        <ul class="accounts-list" aria-label={say("accounts.list")}>
          {channels.map((channel) => (
            <li key={channel.id} class="account">
              <span class={`connection-dot connection-dot-${channel.kind}`} aria-hidden="true" />
              <span class="account-names">
                <span class="truncate" title={channel.name}>
                  {channel.name}
                </span>
                <span class="account-facts">
                  {say(`accounts.kind.${channel.kind}`)} · {channel.accountId}
                </span>
                {channel.stateReason && <span class="account-reason">{reasonText(channel.stateReason)}</span>}
              </span>
              <Button icon="lock" onClick={() => setAsked({ of: channel })}>
                {say("accounts.token")}
                <span class="hidden-visually"> {channel.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {unknownAccounts.map((unknown) => (
        <Unknown key={unknown.accountKey} unknown={unknown} onAdd={() => setAsked({ unknown })} />
      ))}
      <Button icon="plus" onClick={() => setAsked({})}>
        {say(kind === "whatsapp" ? "accounts.add.number" : "accounts.add")}
      </Button>
      {asked && (
        <AccountForm connection={connection} asked={asked} model={model} onClose={() => setAsked(null)} />
      )}
    </div>
  );
}

/** Nothing of it is lost: it is worked off once the account is added. */
function Unknown({ unknown, onAdd }: { unknown: UnknownAccount; onAdd: () => void }) {
  const { accountKey, events, lastAt } = unknown;
  const facts = { account: accountKey, count: formatNumber(events), when: formatWhen(lastAt, Date.now()) };
  return (
    <Notice
      tone="warning"
      icon="warning"
      action={
        <Button onClick={onAdd}>
          {say("accounts.unknown.add")}
          <span class="hidden-visually"> {accountKey}</span>
        </Button>
      }
    >
      {say("accounts.unknown", facts)}
    </Notice>
  );
}
