import { useEffect } from "preact/hooks";
import { EXPORT_LANGUAGES, type ExportOptions, MAIL_FORMS } from "../../../../shared/schemas/exports.ts";
import { formatNumber } from "../../../lib/format.ts";
import { locale } from "../../../lib/i18n.ts";
import { saveFile } from "../../../lib/save-file.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import { Progress } from "../../../ui/Progress.tsx";
import { Segmented } from "../../../ui/Segmented.tsx";
import { Select } from "../../../ui/Select.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import type { Customer } from "../../Customer.ts";
import { useLifetime } from "../../use-model.ts";
import { failureText } from "../../words.ts";
import { createExportModel, type ExportModel } from "./ExportModel.ts";
import { say } from "./words.ts";

const LANGUAGE_NAMES = { en: "English", "zh-TW": "中文（台灣）" } as const;

export interface ExportDialogProps {
  customer: Customer;
  onClose: () => void;
  /** It is done; `text` says what. */
  onDone: (text: string) => void;
}

/** How a conversation is to leave, and how far it is. */
export function ExportDialog({ customer, onClose, onDone }: ExportDialogProps) {
  const model = useLifetime((lifetime) =>
    createExportModel(customer, { language: locale.peek(), save: saveFile }, lifetime),
  );
  useEffect(() => void model.load.run(), []);
  const options = model.options.value;
  const running = model.running.value;
  const byMail = model.way.value === "mail";

  const run = async () => {
    const done = await model.run();
    if (done) onDone(done === "csv" ? say("saved") : say("mailed"));
  };
  const close = () => {
    model.stop();
    onClose();
  };
  return (
    <Dialog
      title={say("title")}
      wide
      onClose={close}
      actions={
        <>
          <Button onClick={running && !byMail ? model.stop : close}>
            {running && !byMail ? say("stop") : say("cancel")}
          </Button>
          <Button
            data-careful
            kind="primary"
            busy={running}
            blocked={byMail && options?.mail !== true}
            onClick={() => void run()}
          >
            {byMail ? say("send") : model.failure.value ? say("retry") : say("download")}
          </Button>
        </>
      }
    >
      <form
        class="export-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!byMail || options?.mail) void run();
        }}
      >
        {options && <p>{say("messages", { count: formatNumber(options.messages) })}</p>}
        <fieldset class="export-fields" disabled={running}>
          <Segmented
            name="export-way"
            label={say("way")}
            value={model.way.value}
            options={(["csv", "mail"] as const).map((way) => ({ value: way, label: say(`way.${way}`) }))}
            onChange={(way) => {
              model.way.value = way;
            }}
          />
          <Select
            id="export-language"
            label={say("language")}
            value={model.language.value}
            options={EXPORT_LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
            onPick={(language) => {
              model.language.value = language;
            }}
          />
          {byMail && options && <MailFields model={model} options={options} />}
        </fieldset>
        <Outcome model={model} />
      </form>
    </Dialog>
  );
}

function MailFields({ model, options }: { model: ExportModel; options: ExportOptions }) {
  if (!options.mail) {
    return (
      <Notice tone="warning" icon="warning" live>
        {say("mail-off")}
      </Notice>
    );
  }
  const failure = model.failure.value;
  return (
    <>
      <TextField
        id="export-to"
        type="email"
        label={say("to")}
        hint={
          options.domains.length > 0
            ? say("to.domains", { domains: options.domains.join(", ") })
            : say("to.own")
        }
        value={model.to.value}
        maxLength={254}
        error={failure?.field === "to" ? failureText(failure) : null}
        onInput={(text) => {
          model.to.value = text;
        }}
      />
      <Segmented
        name="export-form"
        label={say("form")}
        value={model.form.value}
        options={MAIL_FORMS.map((form) => ({ value: form, label: say(`form.${form}`) }))}
        onChange={(form) => {
          model.form.value = form;
        }}
      />
      <p class="export-hint">{say(`form.${model.form.value}-text`)}</p>
    </>
  );
}

/** How far it is, or why it did not work. */
function Outcome({ model }: { model: ExportModel }) {
  const failure = model.failure.value ?? model.load.failure.value;
  if (model.running.value && model.way.value === "csv") {
    const progress = model.progress.value;
    const text = progress
      ? say("progress.rows", { rows: formatNumber(progress.rows), total: formatNumber(progress.total) })
      : say("progress.begin");
    return (
      <div class="export-progress">
        <Progress
          label={say("progress")}
          done={progress?.rows ?? 0}
          total={progress?.total ?? null}
          text={text}
        />
        <p class="export-hint">{text}</p>
      </div>
    );
  }
  if (!failure || failure.field === "to") return null;
  const broke = failure.code === "OFFLINE" && model.way.value === "csv" && model.failure.value !== null;
  return (
    <Notice tone="danger" icon="warning" live>
      {broke ? say("failed") : failureText(failure)}
    </Notice>
  );
}
