import type { Candidate, MatchedText } from "../../../shared/schemas/panel.ts";
import { announce } from "../../ui/announce.ts";
import { formatWhen } from "../../lib/format.ts";
import { Avatar } from "../../ui/Avatar.tsx";
import { Breakable } from "../../ui/Breakable.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { FieldError, TextField } from "../../ui/TextField.tsx";
import type { Conversation } from "../Conversation.ts";
import type { PanelCalls } from "../desk.ts";
import { t } from "../messages.ts";
import { useLifetime } from "../use-model.ts";
import { channelWord, failureText } from "../words.ts";
import "./link.css";
import { createUnlinkedModel, type UnlinkedModel } from "./UnlinkedModel.ts";

export interface UnlinkedProps {
  conversation: Conversation;
  calls: PanelCalls;
  now: () => number;
}

/** Nobody is certain: says so, suggests with reasons, and lets a person decide. */
export function Unlinked({ conversation, calls, now }: UnlinkedProps) {
  const model = useLifetime(() => createUnlinkedModel(calls, conversation));
  const found = model.found.value;
  const candidates = model.candidates.value;
  return (
    <div class="unlinked">
      <h1 class="unlinked-title" tabIndex={-1} data-focus="heading">
        {t("link.unlinked")}
      </h1>
      <p class="unlinked-text">{t("link.unlinked-text")}</p>
      {candidates.length > 0 && (
        <Candidates title={t("link.candidates")} candidates={candidates} model={model} now={now()} />
      )}
      {model.mayFind.value ? <Search model={model} /> : <p class="unlinked-text">{t("link.may-not-find")}</p>}
      {found && found.length > 0 && (
        <Candidates title={t("link.found")} candidates={found} model={model} now={now()} />
      )}
      {model.hasMore.value && (
        <Button kind="quiet" busy={model.more.running.value} onClick={() => void model.more.run()}>
          {t("link.more")}
        </Button>
      )}
      <FieldError id="more-error" error={model.more.failure.value && failureText(model.more.failure.value)} />
      <p class="unlinked-text" role="status">
        {model.search.running.value ? t("link.searching") : found?.length === 0 && t("link.found-none")}
      </p>
      {model.choice.value && (
        <PinDialog candidate={model.choice.value} model={model} confirmed={conversation.confirmed.value} />
      )}
    </div>
  );
}

function Search({ model }: { model: UnlinkedModel }) {
  const failure = model.search.failure.value;
  return (
    <form
      class="unlinked-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        void model.search.run();
      }}
    >
      <TextField
        id="link-search"
        type="search"
        label={t("link.search-label")}
        value={model.text.value}
        maxLength={200}
        onInput={model.type}
        error={failure && failureText(failure)}
      />
      <Button type="submit" icon="search" busy={model.search.running.value}>
        {t("link.search-action")}
      </Button>
    </form>
  );
}

interface CandidatesProps {
  title: string;
  candidates: readonly Candidate[];
  model: UnlinkedModel;
  now: number;
}

function Candidates({ title, candidates, model, now }: CandidatesProps) {
  return (
    <section class="candidates" aria-label={title}>
      <h2 class="candidates-title">{title}</h2>
      <ul>
        {candidates.map((candidate) => {
          const name = candidate.name ?? t("panel.unnamed");
          return (
            <li key={candidate.contactId} class="candidate">
              <Avatar name={candidate.name ?? ""} pictureUrl={null} size={32} />
              <div class="candidate-text">
                <p class="candidate-name truncate" title={name}>
                  <Found text={name} matched={candidate.matched} />
                </p>
                <Facts candidate={candidate} now={now} />
              </div>
              {model.mayPin.value && (
                <Button
                  icon="pin"
                  title={t("link.pin-label", { name })}
                  onClick={() => model.choose(candidate)}
                >
                  {t("link.pin")}
                  <span class="hidden-visually"> {name}</span>
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface FoundProps {
  text: string;
  matched: readonly MatchedText[] | undefined;
}

/** A text with the part in it that was searched for. */
function Found({ text, matched = [] }: FoundProps) {
  const match = matched.find((found) => isIn(text, found));
  return match ? <Marked match={match} /> : <Breakable text={text} />;
}

const isIn = (text: string, { before, hit, after }: MatchedText): boolean => before + hit + after === text;

const Marked = ({ match: { before, hit, after } }: { match: MatchedText }) => (
  <bdi>
    {before}
    <mark class="candidate-hit">{hit}</mark>
    {after}
  </bdi>
);

function Facts({ candidate, now }: { candidate: Candidate; now: number }) {
  const { channel, email, phoneDisplay, lastCustomerAt, reasons } = candidate;
  const facts = [`${channelWord(channel.kind)} · ${channel.name}`, email, phoneDisplay].filter(
    (fact) => !!fact,
  );
  const matched = candidate.matched ?? [];
  const elsewhere = matched.filter(
    (found) => ![candidate.name, ...facts].some((text) => text && isIn(text, found)),
  );
  return (
    <>
      {facts.map((fact) => (
        <p key={fact} class="candidate-fact">
          <Found text={fact ?? ""} matched={candidate.matched} />
        </p>
      ))}
      {elsewhere.map((found) => (
        <p key={found.field} class="candidate-fact">
          <span class="candidate-field">{t(`found.${found.field}`)}</span> <Marked match={found} />
        </p>
      ))}
      <p class="candidate-fact">
        {reasons.map(
          (reason) =>
            reason !== "found" && (
              <span key={reason} class={`candidate-reason candidate-reason-${reason}`}>
                {t(`reason.${reason}`)}
              </span>
            ),
        )}
        {lastCustomerAt !== null && t("link.last-wrote", { when: formatWhen(lastCustomerAt, now) })}
      </p>
    </>
  );
}

interface PinDialogProps {
  candidate: Candidate;
  model: UnlinkedModel;
  confirmed: boolean;
}

function PinDialog({ candidate, model, confirmed }: PinDialogProps) {
  const name = candidate.name ?? candidate.externalId;
  const pin = async () => {
    await model.pin.run(candidate);
    if (!model.pin.failure.peek()) announce(t("link.pinned"));
  };
  return (
    <Dialog
      title={t("link.pin-question", { name })}
      onClose={() => model.choose(null)}
      actions={
        <>
          <Button onClick={() => model.choose(null)}>{t("panel.cancel")}</Button>
          <Button
            data-careful
            kind="primary"
            busy={model.pin.running.value}
            blocked={!confirmed}
            onClick={() => void pin()}
          >
            {t("link.pin")}
          </Button>
        </>
      }
    >
      {t("link.pin-text")}
      <FieldError id="pin-error" error={model.pin.failure.value && failureText(model.pin.failure.value)} />
    </Dialog>
  );
}
