import type { ComponentChildren } from "preact";
import { SOCIAL_CHANNELS } from "../../../shared/schemas/bindings.ts";
import type { Recurring } from "../../../shared/schemas/channels.ts";
import { formatFull, formatWhen } from "../../lib/format.ts";
import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { CustomerLink } from "../CustomerLink.tsx";
import { t } from "../messages-below.ts";
import { failureText } from "../words.ts";
import { bindingKindsOf, recurringState } from "./binding-state.ts";
import "./bindings.css";

/** How this contact is bound to the shop, and whether Facebook notifications may be sent (I3, I4, I8). */
export function Bindings({ customer }: { customer: Customer }) {
  const { contact, bindings, member, recurring } = customer.view.value;
  const { kind } = contact.channel;
  const now = customer.now();
  const kinds = bindingKindsOf(kind);
  if (kinds.length === 0) return null;
  return (
    <Section id="bindings" title={t("bindings.title")}>
      <dl class="bindings">
        {kinds.map((one) => {
          const item = bindings.find((binding) => binding.kind === one);
          return (
            <Row key={one} label={t(`binding.${one}`)} on={item?.state === "bound"}>
              {t(`bindings.${item?.state ?? "never"}`)}
              {item && (
                <span class="binding-how" title={formatFull(item.at)}>
                  {t(`bindings.how.${item.how}`)} · {formatWhen(item.at, now)}
                </span>
              )}
            </Row>
          );
        })}
        {kind === "messenger" && <Notifications recurring={recurring} now={now} />}
      </dl>
      {SOCIAL_CHANNELS.includes(kind) && member.modules.includes("pixel") && customer.may("profile:edit") && (
        <BindingLink customer={customer} />
      )}
    </Section>
  );
}

/** A link for the customer to bind this account with. */
function BindingLink({ customer }: { customer: Customer }) {
  return (
    <CustomerLink
      customer={customer}
      make={customer.calls.bindingLink}
      words={{
        ask: t("bindings.link"),
        made: t("bindings.link-made"),
        what: t("bindings.link-what"),
        failed: (failure) =>
          failure.code === "CONNECTION_NOT_FOUND" ? t("bindings.link-no-shop") : failureText(failure),
      }}
    />
  );
}

function Notifications({ recurring, now }: { recurring: Recurring; now: number }) {
  const state = recurringState(recurring, now);
  const { since, until, nextAt } = recurring;
  const facts = [
    since !== null && state !== "never" && t("bindings.recurring.since", { when: formatWhen(since, now) }),
    until !== null && state !== "never" && t("bindings.recurring.until", { when: formatWhen(until, now) }),
    nextAt !== null && state === "waiting" && t("bindings.recurring.next", { when: formatFull(nextAt) }),
  ].filter((fact) => fact !== false);
  return (
    <Row label={t("bindings.recurring")} on={state === "ready"}>
      {t(`bindings.recurring.${state}`)}
      {facts.length > 0 && <span class="binding-how">{facts.join(" · ")}</span>}
    </Row>
  );
}

function Row({ label, on, children }: { label: string; on: boolean; children: ComponentChildren }) {
  return (
    <div class="binding">
      <dt>{label}</dt>
      <dd class={on ? "binding-on" : "binding-off"}>{children}</dd>
    </div>
  );
}
