import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ATTRIBUTE_TEXT_MAX } from "../../../shared/schemas/attributes.ts";
import { announce } from "../../ui/announce.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { moveFocus } from "../../ui/keep-focus.ts";
import { PendingDot } from "../../ui/PendingDot.tsx";
import { Section } from "../../ui/Section.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { FieldError, TextField } from "../../ui/TextField.tsx";
import type { Customer } from "../Customer.ts";
import { HistoryToggle } from "../history/HistoryToggle.tsx";
import { t } from "../messages-below.ts";
import { useLifetime } from "../use-model.ts";
import { failureText, sourceWord } from "../words.ts";
import { attributeText } from "./attribute-text.ts";
import "./attributes.css";
import {
  type AttributesModel,
  createAttributesModel,
  type Editing,
  type ShownAttribute,
} from "./AttributesModel.ts";

/** As many are shown whether they are set or not; of more, those that are unset only when asked for. */
const FEW = 6;

export function Attributes({ customer }: { customer: Customer }) {
  const model = useLifetime((lifetime) => createAttributesModel(customer, lifetime));
  const [all, setAll] = useState(false);
  const attributes = model.shown.value;
  if (attributes.length === 0) return null;
  const whole = all || attributes.length <= FEW;
  const shown = attributes.filter((one) => whole || one.value !== null || one.editing !== null);
  const hidden = attributes.length - shown.length;
  return (
    <Section id="attributes" title={t("attributes.title")}>
      <dl class="attributes">
        {shown.map((one) => (
          <Row key={one.id} attribute={one} model={model} customer={customer} />
        ))}
      </dl>
      {(hidden > 0 || all) && (
        <Button kind="quiet" wide aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("attributes.fewer") : t("attributes.more", { n: hidden })}
        </Button>
      )}
    </Section>
  );
}

interface RowProps {
  attribute: ShownAttribute;
  model: AttributesModel;
  customer: Customer;
}

function Row({ attribute, model, customer }: RowProps) {
  const { id, name, type, value, source, at, unsaved, editing } = attribute;
  const pencil = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  const zone = customer.view.value.timeZone;
  const isEditing = editing !== null;
  // Closing gives the focus back to the pencil that opened it.
  useLayoutEffect(() => {
    if (!isEditing && opened.current) {
      opened.current = false;
      moveFocus(pencil.current);
    }
  }, [isEditing]);
  const text = attributeText(type, value, zone);
  const masked = "masked" in attribute;
  return (
    <div class="attribute">
      <dt class="attribute-name">{name}</dt>
      <dd class="attribute-value">
        {editing ? (
          <Editor attribute={attribute} editing={editing} model={model} customer={customer} opened={opened} />
        ) : (
          <>
            <span class="attribute-lines">
              <span
                class={text === null || value === "" ? "attribute-unset" : "attribute-text"}
                title={type === "datetime" ? zone : undefined}
              >
                {text ?? t("profile.unset")} {unsaved && <PendingDot label={t("status.pending")} />}
              </span>
              {source !== null && at !== null && !unsaved && (
                <HistoryToggle
                  id={`attribute-${id}`}
                  label={name}
                  customer={customer}
                  load={() => model.history(id)}
                  revert={(item, seen) => model.revert(item, id, seen)}
                  write="attributes.revert"
                  textOf={(item) => attributeText(type, item.value, zone)}
                  locked={masked}
                >
                  {sourceWord(
                    source,
                    { authorName: attribute.authorName, at },
                    customer.view.value.contact.channel.kind,
                    customer.now(),
                  )}
                </HistoryToggle>
              )}
            </span>
            {customer.may("profile:edit") && !masked && (
              <IconButton
                icon="pencil"
                size="s"
                label={t("profile.edit", { field: name })}
                blocked={!customer.confirmed.value}
                buttonRef={pencil}
                onClick={() => {
                  opened.current = true;
                  model.edit(id);
                }}
              />
            )}
          </>
        )}
      </dd>
    </div>
  );
}

interface EditorProps extends RowProps {
  editing: Editing;
  /** By hand; a draft that came back does not take the focus. */
  opened: { current: boolean };
}

const INPUT_TYPE = { text: "text", number: "text", date: "date", datetime: "datetime-local" } as const;

function Editor({ attribute, editing, model, customer, opened }: EditorProps) {
  const { id, name, type } = attribute;
  const form = useRef<HTMLFormElement>(null);
  const field = () => form.current?.querySelector<HTMLInputElement>("input");
  useLayoutEffect(() => {
    if (opened.current) (form.current?.querySelector<HTMLInputElement>("input:checked") ?? field())?.focus();
  }, []);
  const saved = (done: boolean) => {
    if (done) announce(t("profile.saved", { field: name }));
  };
  const save = async () => saved(await model.save(id, field()?.validity.badInput === true));
  const error = editing.error && errorOf(editing.error, attribute, customer);
  return (
    <form
      ref={form}
      class="attribute-editor"
      noValidate
      aria-busy={editing.saving}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        event.preventDefault();
        model.cancel(id);
      }}
    >
      {type === "boolean" ? (
        <span class="attribute-choice">
          <Segmented
            name={`attribute-${id}`}
            label={name}
            value={editing.text}
            options={[
              { value: "true", label: t("attributes.yes") },
              { value: "false", label: t("attributes.no") },
              { value: "", label: t("profile.unset") },
            ]}
            onChange={(text) => model.type(id, text)}
          />
          <FieldError id={`attribute-${id}-error`} error={error} />
        </span>
      ) : (
        <TextField
          id={`attribute-${id}`}
          label={name}
          labelHidden
          type={INPUT_TYPE[type]}
          value={editing.text}
          maxLength={ATTRIBUTE_TEXT_MAX}
          readOnly={editing.saving}
          error={error}
          {...(type === "datetime" ? { hint: customer.view.value.timeZone } : {})}
          onInput={(text) => model.type(id, text)}
        />
      )}
      <span class="attribute-buttons">
        <IconButton icon="check" type="submit" label={t("profile.save")} blocked={editing.saving} />
        <IconButton
          icon="close"
          label={t("panel.cancel")}
          blocked={editing.saving}
          onClick={() => model.cancel(id)}
        />
        {attribute.value !== null && type !== "boolean" && (
          <IconButton
            icon="trash"
            label={t("attributes.unset", { field: name })}
            blocked={editing.saving}
            onClick={() => void model.unset(id).then(saved)}
          />
        )}
      </span>
    </form>
  );
}

/** After STALE also what it is now, since saving again overrules it. */
function errorOf(code: NonNullable<Editing["error"]>, attribute: ShownAttribute, customer: Customer): string {
  const text = failureText({ code });
  if (code !== "STALE") return text;
  const value = attributeText(attribute.type, attribute.value, customer.view.value.timeZone);
  return `${text} ${value === null ? t("profile.stale-unset") : t("profile.stale", { value })}`;
}
