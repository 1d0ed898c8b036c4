import { Breakable } from "../../ui/Breakable.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages-below.ts";

/** What the person's other channels know that this one does not: newest values, tags with their sum. */
export function Person({ customer }: { customer: Customer }) {
  const { person, contact, tags } = customer.view.value;
  if (!person) return null;
  const { name: _name, ...own } = contact.profile;
  const facts = [
    [t("channels.person.memberNo"), person.memberNo, own.memberNo.value],
    [t("channels.person.phone"), person.phoneDisplay, own.phone.display],
    [t("channels.person.email"), person.email, own.email.value],
  ].filter(([, value, mine]) => value !== null && value !== mine);
  const counts = new Map(tags.map(({ name, count }) => [name, count]));
  const others = person.tags.filter(({ name, count }) => counts.get(name) !== count);
  if (facts.length === 0 && others.length === 0) return null;
  return (
    <dl class="channels-person">
      {facts.map(([label, value]) => (
        <div key={label} class="channels-person-fact">
          <dt>{label}</dt>
          <dd>
            <Breakable text={value ?? ""} />
          </dd>
        </div>
      ))}
      {others.length > 0 && (
        <div class="channels-person-fact">
          <dt>{t("channels.person.tags")}</dt>
          <dd class="channels-person-tags">
            {others.map(({ name, count }) => (
              <span key={name} class="channels-person-tag">
                {name} ×{count}
              </span>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
