import type { ShopMemberItem } from "../../../shared/schemas/crm.ts";
import { formatFull, formatMoney, formatWhen } from "../../lib/format.ts";
import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { CustomerLink } from "../CustomerLink.tsx";
import { hasMessage, t } from "../messages-below.ts";
import "./member.css";

/** The customer as the shop's member system knows them, with the crm module on. */
export function Member({ customer }: { customer: Customer }) {
  const { member: viewer, contact, crm } = customer.view.value;
  if (!crm || !viewer.modules.includes("crm")) return null;
  const maySend = contact.channel.kind === "line" && customer.may("profile:edit");
  if (!crm.member && crm.suggested === null && !maySend) return null;
  return (
    <Section id="member" title={t("member.title")}>
      {crm.member && <Facts member={crm.member} now={customer.now()} />}
      {crm.suggested !== null && (
        <p class="member-remark">{t("member.suggested", { memberNo: crm.suggested.memberNo })}</p>
      )}
      {maySend && <PhoneLink customer={customer} />}
    </Section>
  );
}

function Facts({ member, now }: { member: ShopMemberItem; now: number }) {
  const { tier, storeCredit, currency, since, source, at } = member;
  const key = `member.source.${source}`;
  // The key is read from data.
  const from = hasMessage(key) ? (t as (key: string) => string)(key) : source;
  const facts: [string, string | null][] = [
    [t("member.tier"), tier],
    [
      t("member.credit"),
      storeCredit === null || currency === null ? null : formatMoney(storeCredit, currency),
    ],
    [t("member.since"), since === null ? null : formatWhen(since, now)],
  ];
  return (
    <>
      <dl class="member">
        {facts.map(([label, value]) => (
          <div key={label} class="member-fact">
            <dt>{label}</dt>
            <dd class={value === null ? "member-unset" : undefined}>{value ?? t("profile.unset")}</dd>
          </div>
        ))}
      </dl>
      <p class="member-remark" title={formatFull(at)}>
        {t("member.source", { source: from, when: formatWhen(at, now) })}
      </p>
    </>
  );
}

/** A link for the customer to prove their phone with. */
function PhoneLink({ customer }: { customer: Customer }) {
  return (
    <CustomerLink
      customer={customer}
      make={customer.calls.phoneLink}
      words={{ ask: t("member.phone-link"), made: t("member.phone-link-made"), what: t("member.link") }}
    />
  );
}
