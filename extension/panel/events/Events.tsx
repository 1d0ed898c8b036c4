import type { EventItem } from "../../../shared/schemas/panel.ts";
import { formatDay, formatFull, formatTime } from "../../lib/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages-below.ts";
import { useLifetime } from "../use-model.ts";
import { failureText } from "../words.ts";
import { eventWord } from "./event-word.ts";
import "./events.css";
import { createEventsModel } from "./EventsModel.ts";

export function Events({ customer }: { customer: Customer }) {
  const model = useLifetime(() => createEventsModel(customer));
  const days = model.days.value;
  const failure = model.more.failure.value;
  return (
    <Section id="events" title={t("events.title")}>
      {days.length === 0 && <p class="events-none">{t("events.none")}</p>}
      {days.map(({ day, events }) => (
        <div key={day} class="events-day">
          <h3 class="events-heading">{formatDay(day, customer.now())}</h3>
          <ol class="events-list">
            {events.map((event) => (
              <Event key={event.id} event={event} />
            ))}
          </ol>
        </div>
      ))}
      {failure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      {model.hasMore.value && (
        <Button kind="quiet" wide busy={model.more.running.value} onClick={() => void model.more.run()}>
          {t("events.more")}
        </Button>
      )}
    </Section>
  );
}

function actorWord(event: EventItem): string {
  if (event.actorKind === "member") return event.actorName ?? t("panel.unnamed");
  return event.actorName ?? t(`events.${event.actorKind}`);
}

function Event({ event }: { event: EventItem }) {
  return (
    <li class="event">
      <time class="event-time" dateTime={new Date(event.at).toISOString()} title={formatFull(event.at)}>
        {formatTime(event.at)}
      </time>
      <span class="event-what">
        {eventWord(event)} <span class="event-who">{actorWord(event)}</span>
      </span>
    </li>
  );
}
