import type { ComparedContact, Comparison } from "../../../../shared/schemas/customers.ts";
import { formatWhen } from "../../../lib/format.ts";
import { Breakable } from "../../../ui/Breakable.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { channelWord } from "../../words.ts";
import { say } from "./words.ts";

/** Two customers side by side, and what a merge would do. */
export function Sides({ sides, twoMembers, now }: { sides: Comparison; twoMembers: boolean; now: number }) {
  const { kept, moved, apart, same } = sides;
  return (
    <>
      <div class="merge-sides">
        <Side title={say("kept")} contacts={kept} />
        <Side title={say("moved")} contacts={moved} />
      </div>
      {same ? (
        <Notice icon="info">{say("same")}</Notice>
      ) : (
        <p class="merge-effect">{say("effect", { n: moved.length })}</p>
      )}
      {apart && (
        <Notice tone="warning" icon="warning">
          {say("apart", { name: apart.byName ?? say("unnamed"), when: formatWhen(apart.at, now) })}
        </Notice>
      )}
      {twoMembers && (
        <Notice tone="warning" icon="warning">
          {say("two-members")}
        </Notice>
      )}
    </>
  );
}

function Side({ title, contacts }: { title: string; contacts: readonly ComparedContact[] }) {
  return (
    <section class="merge-side" aria-label={title}>
      <h3 class="merge-side-title">{title}</h3>
      <ul>
        {contacts.map(({ contactId, kind, account, name, externalId, memberNo, email, phoneDisplay }) => (
          <li key={contactId} class="merge-contact">
            <span class="merge-name">{name ?? say("unnamed")}</span>
            <span class="merge-fact">
              {channelWord(kind)} {account}
            </span>
            <span class="merge-fact">{externalId}</span>
            {memberNo !== null && <span class="merge-fact">{say("member-no", { memberNo })}</span>}
            {phoneDisplay !== null && <span class="merge-fact">{phoneDisplay}</span>}
            {email !== null && (
              <span class="merge-fact">
                <Breakable text={email} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
