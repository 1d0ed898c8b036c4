import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { TagOnContact } from "../../../shared/schemas/panel.ts";
import { TAG_NAME_MAX } from "../../../shared/tag-name.ts";
import { formatNumber, formatWhen } from "../../lib/format.ts";
import { announce } from "../../ui/announce.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Combobox } from "../../ui/Combobox.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { moveFocus } from "../../ui/keep-focus.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PendingDot } from "../../ui/PendingDot.tsx";
import { Section } from "../../ui/Section.tsx";
import { FieldError } from "../../ui/TextField.tsx";
import { showFailure, showToast } from "../../ui/toasts.ts";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { useLifetime } from "../use-model.ts";
import { failureText } from "../words.ts";
import type { Frequency as FrequencyView } from "./Frequency.tsx";
import { createFrequencyModel } from "./FrequencyModel.ts";
import "./tags.css";
import { createTagsModel, type RepeatQuestion, type ShownTag, type TagsModel } from "./TagsModel.ts";

export function Tags({ customer }: { customer: Customer }) {
  const model = useLifetime((lifetime) => createTagsModel(customer, lifetime));
  const frequency = useLifetime((lifetime) => createFrequencyModel(customer, lifetime));
  const [Frequency, setFrequency] = useState<typeof FrequencyView | null>(null);
  const mayApply = customer.may("tag:apply");
  const tags = model.tags.value;
  const toggle = async () => {
    try {
      const loaded = await import("./Frequency.tsx");
      setFrequency(() => loaded.Frequency);
      frequency.toggle();
    } catch {
      showFailure(failureText({ code: "OFFLINE" }));
    }
  };
  return (
    <Section
      id="tags"
      title={t("tags.title")}
      detail={tags.length > 0 ? formatNumber(tags.length) : undefined}
      action={
        <IconButton
          icon="chart"
          label={t("tags.frequency")}
          aria-expanded={frequency.open.value}
          aria-controls="tags-frequency"
          onClick={() => void toggle()}
        />
      }
    >
      {tags.length > 0 ? (
        <TagList tags={tags} model={model} customer={customer} mayRemove={mayApply} />
      ) : (
        !mayApply && <p class="tags-none">{t("tags.none")}</p>
      )}
      {model.waitingQuestions.value.map((question) => (
        <WaitingQuestion key={question.operationId} question={question} model={model} />
      ))}
      {mayApply && <AddTag model={model} customer={customer} />}
      <div id="tags-frequency">{Frequency && frequency.open.value && <Frequency model={frequency} />}</div>
      {model.question.value && <RepeatDialog question={model.question.value} model={model} />}
    </Section>
  );
}

/** Says that a tag is there, and how often now when it is there again. */
function sayApplied(tag: TagOnContact | null): void {
  if (!tag) return;
  announce(
    tag.count > 1
      ? t("tags.repeated", { tag: tag.name, n: tag.count })
      : t("tags.applied", { tag: tag.name }),
  );
}

interface TagListProps {
  tags: readonly ShownTag[];
  model: TagsModel;
  customer: Customer;
  mayRemove: boolean;
}

function TagList({ tags, model, customer, mayRemove }: TagListProps) {
  const list = useRef<HTMLUListElement>(null);
  const focusNext = useRef<number | null>(null);
  // × leaves the focus on the next tag's ×, or in the field when it was the last one.
  useLayoutEffect(() => {
    const at = focusNext.current;
    if (at === null) return;
    focusNext.current = null;
    const buttons = list.current?.querySelectorAll<HTMLElement>(".tag-remove") ?? [];
    const target = buttons[Math.min(at, buttons.length - 1)] ?? document.getElementById("tags-input");
    moveFocus(target);
  }, [tags]);

  const remove = async (tag: ShownTag, at: number) => {
    focusNext.current = at;
    showToast(t("tags.removed", { tag: tag.name }), {
      label: t("panel.undo"),
      run: () => void bringBack(tag),
    });
    const failure = await model.remove(tag);
    if (failure) showFailure(failureText(failure));
  };
  const bringBack = async (tag: ShownTag) => {
    const failure = await model.bringBack(tag);
    if (failure) showFailure(failureText(failure));
  };

  return (
    <ul class="tags-list" ref={list} aria-label={t("tags.title")}>
      {tags.map((tag, at) => {
        const last = t("tags.last", { n: tag.count, when: formatWhen(tag.lastAt, customer.now()) });
        return (
          <li key={tag.id} class={`tag${tag.provisional ? " tag-provisional" : ""}`}>
            <span class="tag-name truncate" title={tag.provisional ? tag.name : `${tag.name}: ${last}`}>
              {tag.name}
            </span>
            {tag.unsaved && <PendingDot label={t("status.pending")} />}
            {!tag.provisional && (
              <span class="tag-count" aria-label={t("tags.count", { n: tag.count })} role="img">
                {formatNumber(tag.count)}
              </span>
            )}
            {mayRemove && !tag.provisional && (
              <button
                type="button"
                class="tag-remove"
                aria-label={t("tags.remove", { tag: tag.name })}
                title={t("tags.remove", { tag: tag.name })}
                aria-disabled={!customer.confirmed.value || undefined}
                onClick={() => customer.confirmed.peek() && void remove(tag, at)}
              >
                <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
                  <path
                    d="m2 2 6 6m0-6-6 6"
                    stroke="currentColor"
                    stroke-width="1.4"
                    stroke-linecap="round"
                  />
                </svg>
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function AddTag({ model, customer }: { model: TagsModel; customer: Customer }) {
  const text = model.text.value;
  const failure = model.failure.value;
  const input = useRef<HTMLInputElement>(null);
  const apply = async (name: string) => sayApplied(await model.apply(name));
  const error = model.tooLong.value
    ? t("tags.too-long", { max: TAG_NAME_MAX })
    : failure && failureText(failure);
  return (
    <div class="tags-add">
      <Combobox
        id="tags-input"
        label={t("tags.add")}
        placeholder={t("tags.add")}
        value={text}
        inputRef={input}
        onInput={model.type}
        options={model.suggestions.value.map(({ id, name, people }) => ({
          id,
          label: name,
          detail: t("tags.people", { n: people }),
        }))}
        onPick={(option) => void apply(option.label)}
        onEnter={() => void apply(text)}
        status={t("tags.suggestions", { n: model.suggestions.value.length })}
        after={
          <IconButton
            icon="plus"
            label={t("tags.add-button")}
            blocked={text.trim() === "" || model.tooLong.value || !customer.confirmed.value}
            onClick={() => {
              input.current?.focus();
              void apply(text);
            }}
          />
        }
      />
      <FieldError id="tags-input-error" error={error} />
    </div>
  );
}

interface QuestionProps {
  question: RepeatQuestion;
  model: TagsModel;
}

function RepeatDialog({ question, model }: QuestionProps) {
  const answer = async (yes: boolean) => {
    const tag = model.answer(question, yes);
    document.getElementById("tags-input")?.focus();
    sayApplied(await tag);
  };
  return (
    <Dialog
      title={t("tags.repeat-question")}
      onClose={() => void answer(false)}
      actions={
        <>
          <Button onClick={() => void answer(false)}>{t("tags.repeat-no")}</Button>
          <Button kind="primary" autoFocus onClick={() => void answer(true)}>
            {t("tags.repeat-yes")}
          </Button>
        </>
      }
    >
      {t("tags.repeat-text", { tag: question.name })}
    </Dialog>
  );
}

function WaitingQuestion({ question, model }: QuestionProps) {
  return (
    <Notice
      tone="warning"
      icon="tag"
      live
      action={
        <span class="tags-answers">
          <Button kind="quiet" onClick={() => void model.answer(question, true)}>
            {t("tags.repeat-yes")}
          </Button>
          <Button kind="quiet" onClick={() => void model.answer(question, false)}>
            {t("tags.repeat-no")}
          </Button>
        </span>
      }
    >
      {t("tags.repeat-waiting", { tag: question.name })}
    </Notice>
  );
}
