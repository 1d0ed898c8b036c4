import { Fragment } from "preact";
import { useId, useState } from "preact/hooks";
import { type BoundChannel, LAST_TIMES, type LastTimes } from "../../../shared/schemas/channels.ts";
import { formatFull, formatWhen } from "../../lib/format.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { FieldError } from "../../ui/TextField.tsx";
import { Section } from "../../ui/Section.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages-below.ts";
import { useLifetime } from "../use-model.ts";
import { channelWord, failureText } from "../words.ts";
import "./channels.css";
import { Merge, Split, Suggestions } from "./Merging.tsx";
import { Person } from "./Person.tsx";
import { whyText } from "./why-text.ts";
import { type ChannelsModel, createChannelsModel, type Obstacle, stateOf } from "./ChannelsModel.ts";

/** The same person's other channels, and when who last did something (I1, I9). */
export function Channels({ customer }: { customer: Customer }) {
  const model = useLifetime(() => createChannelsModel(customer));
  const [explained, setExplained] = useState(false);
  const explanation = useId();
  const { channels, across } = customer.view.value;
  const several = channels.length > 1;
  const mayMerge = customer.may("customer:merge");
  return (
    <Section
      id="channels"
      title={t("channels.title")}
      action={
        <IconButton
          icon="info"
          size="s"
          label={t("channels.explain")}
          aria-expanded={explained}
          aria-controls={explanation}
          onClick={() => setExplained(!explained)}
        />
      }
    >
      <p class="channels-across">
        {several ? t("channels.across", { n: channels.length }) : t("channels.one")}
      </p>
      <Times times={across} now={customer.now()} explained={explained} id={explanation} />
      <Person customer={customer} />
      {several && (
        <ul class="channels">
          {channels.map((channel) => (
            <Channel key={channel.contactId} channel={channel} model={model} customer={customer} />
          ))}
        </ul>
      )}
      <Suggestions customer={customer} />
      {mayMerge && <Merge customer={customer} />}
    </Section>
  );
}

interface TimesProps {
  times: LastTimes;
  now: number;
  explained: boolean;
  id: string;
}

function Times({ times, now, explained, id }: TimesProps) {
  return (
    <dl class="channels-times" id={id}>
      {LAST_TIMES.map((name) => (
        <div key={name} class="channels-time" title={t(`channels.${name}.definition`)}>
          <dt>{t(`channels.${name}`)}</dt>
          <dd>
            <When at={times[name]} now={now} />
          </dd>
          {explained && <dd class="channels-definition">{t(`channels.${name}.definition`)}</dd>}
        </div>
      ))}
    </dl>
  );
}

function When({ at, now }: { at: number | null; now: number }) {
  if (at === null) return <span class="channels-never">{t("channels.never")}</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={formatFull(at)}>
      {formatWhen(at, now)}
    </time>
  );
}

interface ChannelProps {
  channel: BoundChannel;
  model: ChannelsModel;
  customer: Customer;
}

function Channel({ channel, model, customer }: ChannelProps) {
  const { contactId, kind, account, name, externalId, times, reach, join } = channel;
  const now = customer.now();
  const state = stateOf(channel);
  const obstacle = model.obstacle.value;
  const errorId = `channels-${contactId}-error`;
  const facts = (["customerAt", "teamAt", "marketingAt", "checkoutAt"] as const).flatMap((fact) =>
    times[fact] === null ? [] : [t(`channels.short.${fact}`, { when: formatWhen(times[fact], now) })],
  );
  return (
    <li class="channel">
      <div class="channel-head">
        <span class="channel-name">
          <b>{channelWord(kind)}</b> {account}
        </span>
        {state !== "active" && <span class="channel-state">{t(`channels.${state}`)}</span>}
      </div>
      <p class="channel-who">
        <span class="channel-called truncate" title={name ?? undefined}>
          {name ?? t("panel.unnamed")}
        </span>{" "}
        <span class="channel-id">{externalId}</span>
      </p>
      {facts.length > 0 && (
        <p class="channel-facts">
          {facts.map((fact, i) => (
            <Fragment key={fact}>
              {i > 0 && " · "}
              <span class="channel-fact">{fact}</span>
            </Fragment>
          ))}
        </p>
      )}
      {join && (
        <p class="channel-facts" title={formatFull(join.at)}>
          {whyText(join, now)}
        </p>
      )}
      {contactId === customer.contactId ? (
        <p class="channel-here">{t("channels.current")}</p>
      ) : reach === "here" ? (
        <Button
          kind="quiet"
          busy={model.going.value === contactId}
          {...(obstacle?.contactId === contactId ? { "aria-describedby": errorId } : {})}
          onClick={() => void model.goTo(contactId)}
        >
          {t("channels.go")}
          <span class="hidden-visually">
            {" "}
            {channelWord(kind)} {account}
          </span>
        </Button>
      ) : (
        <p class="channel-here">{t(`channels.reach.${reach}`)}</p>
      )}
      {customer.may("customer:merge") && <Split customer={customer} channel={channel} />}
      <FieldError id={errorId} error={obstacle?.contactId === contactId ? obstacleWord(obstacle) : null} />
    </li>
  );
}

const obstacleWord = ({ code }: Obstacle): string =>
  code === "NOT_HERE" ? t("channels.not-here") : failureText({ code });
