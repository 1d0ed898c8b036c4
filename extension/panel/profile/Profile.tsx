import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ProfileField, RevealedField } from "../../../shared/schemas/panel.ts";
import { formatWhen } from "../../lib/format.ts";
import { announce } from "../../ui/announce.ts";
import { Breakable } from "../../ui/Breakable.tsx";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { moveFocus } from "../../ui/keep-focus.ts";
import { Notice } from "../../ui/Notice.tsx";
import { PendingDot } from "../../ui/PendingDot.tsx";
import { Section } from "../../ui/Section.tsx";
import { TextField } from "../../ui/TextField.tsx";
import { showToast } from "../../ui/toasts.ts";
import { Copy } from "../Copy.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { Reveal } from "../reveal/Reveal.tsx";
import { createRevealModel, type RevealModel } from "../reveal/RevealModel.ts";
import { useLifetime } from "../use-model.ts";
import { failureText, originOf } from "../words.ts";
import { FieldHistory } from "./FieldHistory.tsx";
import "./profile.css";
import {
  createProfileModel,
  EDITABLE,
  type Editable,
  type Editing,
  type ProfileModel,
} from "./ProfileModel.ts";

const INPUT_TYPE = { name: "text", email: "email", phone: "tel" } as const;

export function Profile({ customer }: { customer: Customer }) {
  const reveal = useLifetime((lifetime) => createRevealModel(customer, lifetime));
  const model = useLifetime((lifetime) => createProfileModel(customer, reveal, lifetime));
  const { contact, historyIncomplete } = customer.view.value;
  const { memberNo } = contact.profile;
  const memberNoShown = reveal.shown("memberNo", memberNo.at)?.value ?? memberNo.value;
  return (
    <Section id="profile" title={t("profile.title")}>
      {contact.unsubscribedByCustomerAt !== null && (
        <Notice tone="warning" icon="warning">
          {t(contact.channel.kind === "whatsapp" ? "profile.stopped-marketing" : "profile.unsubscribed", {
            when: formatWhen(contact.unsubscribedByCustomerAt, customer.now()),
          })}
        </Notice>
      )}
      <dl class="profile">
        {EDITABLE.map((name) => (
          <Row key={name} name={name} model={model} reveal={reveal} customer={customer} />
        ))}
        <div class="profile-row">
          <dt class="profile-label">{t("profile.member-no")}</dt>
          <dd class="profile-value">
            <Value name="memberNo" text={memberNoShown} field={memberNo} customer={customer} />
            {memberNo.masked && memberNoShown === memberNo.value ? (
              <MayReveal name="memberNo" what={t("profile.member-no")} reveal={reveal} customer={customer} />
            ) : (
              memberNoShown !== null && <Copy value={memberNoShown} what={t("profile.member-no")} />
            )}
          </dd>
        </div>
      </dl>
      {historyIncomplete && <p class="profile-remark">{t("profile.history-incomplete")}</p>}
    </Section>
  );
}

interface RowProps {
  name: Editable;
  model: ProfileModel;
  reveal: RevealModel;
  customer: Customer;
}

interface MayRevealProps {
  name: RevealedField;
  what: string;
  reveal: RevealModel;
  customer: Customer;
}

function MayReveal({ name, what, reveal, customer }: MayRevealProps) {
  if (!customer.may("contact:reveal")) return null;
  return <Reveal model={reveal} field={name} what={what} />;
}

function Row({ name, model, reveal, customer }: RowProps) {
  const pencil = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  const shown = model.shown[name].value;
  const editing = model.editing[name].value;
  const label = t(`profile.${name}`);
  const mayEdit = customer.may("profile:edit") && !shown.locked;

  // Closing gives the focus back to the pencil that opened it.
  const isEditing = editing !== null;
  useLayoutEffect(() => {
    if (!isEditing && opened.current) {
      opened.current = false;
      moveFocus(pencil.current);
    }
  }, [isEditing]);

  if (editing)
    return (
      <div class="profile-row">
        <dt class="profile-label">{label}</dt>
        <dd>
          <Editor
            name={name}
            editing={editing}
            model={model}
            reveal={reveal}
            opened={opened}
            customer={customer}
          />
        </dd>
      </div>
    );
  return (
    <div class="profile-row">
      <dt class="profile-label">{label}</dt>
      <dd class="profile-value">
        <Value
          name={name}
          text={shown.display}
          field={shown.field}
          unsaved={shown.unsaved}
          customer={customer}
        >
          {shown.locked && (
            <span class="profile-origin profile-locked">
              <Icon name="lock" size={12} /> {t("profile.phone-locked")}
            </span>
          )}
        </Value>
        {name !== "name" && shown.field.masked && shown.value === shown.field.value && (
          <MayReveal name={name} what={label} reveal={reveal} customer={customer} />
        )}
        {mayEdit && (
          <IconButton
            icon="pencil"
            size="s"
            label={t("profile.edit", { field: label })}
            blocked={!customer.confirmed.value}
            buttonRef={pencil}
            onClick={() => {
              opened.current = true;
              model.edit(name);
            }}
          />
        )}
      </dd>
    </div>
  );
}

const LABEL = {
  name: "profile.name",
  email: "profile.email",
  phone: "profile.phone",
  memberNo: "profile.member-no",
} as const;

interface ValueProps {
  name: keyof typeof LABEL;
  text: string | null;
  field: ProfileField;
  customer: Customer;
  unsaved?: boolean;
  children?: ComponentChildren;
}

function Value({ name, text, field, customer, unsaved, children }: ValueProps) {
  const origin = originOf(field, customer.view.value.contact.channel.kind, customer.now());
  return (
    <div class="profile-lines">
      <span class={text === null ? "profile-unset" : "profile-text"}>
        <Breakable text={text ?? t("profile.unset")} />{" "}
        {unsaved && <PendingDot label={t("status.pending")} />}
      </span>
      {unsaved ? (
        <span class="profile-origin">{t("status.pending")}</span>
      ) : (
        origin && (
          <FieldHistory name={name} label={t(LABEL[name])} customer={customer}>
            {origin}
          </FieldHistory>
        )
      )}
      {children}
    </div>
  );
}

interface EditorProps extends RowProps {
  editing: Editing;
  /** By hand; a draft that came back does not take the focus. */
  opened: { current: boolean };
}

function Editor({ name, editing, model, opened, customer }: EditorProps) {
  const input = useRef<HTMLInputElement>(null);
  const label = t(`profile.${name}`);
  useLayoutEffect(() => {
    const field = input.current;
    if (!opened.current || !field) return;
    field.focus();
    // What is there is mostly replaced; what was typed before is gone on with.
    if (editing.text === (model.shown[name].peek().display ?? "")) field.select();
  }, []);

  const save = async () => {
    input.current?.focus();
    if (await model.save(name)) announce(t("profile.saved", { field: label }));
  };
  const cancel = () => {
    const typed = model.cancel(name);
    if (typed === null) return;
    const resume = () => {
      opened.current = true;
      model.resume(name, typed);
    };
    showToast(t("profile.cancelled"), { label: t("panel.undo"), run: resume });
  };

  return (
    <form
      class="profile-editor"
      noValidate
      aria-busy={editing.saving}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        id={`profile-${name}`}
        label={label}
        labelHidden
        type={INPUT_TYPE[name]}
        value={editing.text}
        maxLength={254}
        readOnly={editing.saving}
        error={editing.error && errorOf(name, editing, customer)}
        inputRef={input}
        onInput={(text) => model.type(name, text)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.isComposing) return;
          event.preventDefault();
          cancel();
        }}
      />
      <span class="profile-editor-buttons">
        <IconButton icon="check" type="submit" label={t("profile.save")} blocked={editing.saving} />
        <IconButton icon="close" label={t("panel.cancel")} blocked={editing.saving} onClick={cancel} />
      </span>
    </form>
  );
}

/** After STALE also what it is now, since saving again overrules it. */
function errorOf(name: Editable, editing: Editing, customer: Customer): string {
  const text = editing.error ? failureText(editing.error) : "";
  if (editing.error?.code !== "STALE") return text;
  const now = customer.view.value.contact.profile[name].value;
  return `${text} ${now === null ? t("profile.stale-unset") : t("profile.stale", { value: now })}`;
}
