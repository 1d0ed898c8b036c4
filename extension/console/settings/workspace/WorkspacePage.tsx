import { useEffect, useMemo } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import { REGIONS } from "../../../../shared/regions.ts";
import {
  MAIL_DOMAINS_MAX,
  mailDomainOf,
  originOf,
  WIDGET_ORIGINS_MAX,
  type Settings,
  type SettingsView,
} from "../../../../shared/schemas/settings.ts";
import type { Api } from "../../../lib/api.ts";
import { locale } from "../../../lib/i18n.ts";
import { Select } from "../../../ui/Select.tsx";
import { CopyField } from "../../CopyField.tsx";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { NameForm } from "./NameForm.tsx";
import { LinesForm } from "./LinesForm.tsx";
import {
  createWorkspaceModel,
  type WorkspaceCalls,
  type WorkspaceModel,
  type WorkspaceSetting,
} from "./WorkspaceModel.ts";
import { regionOptions, timeIn, zoneOptions } from "./zones.ts";
import "./workspace.css";

/** What holds for everybody in this workspace. */
export function WorkspacePage({ api, link }: PageProps) {
  const model = useMemo(() => {
    const made: WorkspaceModel = createWorkspaceModel(callsOf(api), (name, undo) =>
      tellSaved(made, name, undo),
    );
    return made;
  }, [api]);
  useEffect(() => void model.settings.load(), [model]);
  return (
    <PageFrame title={say("page.workspace")} intro={say("workspace.intro")}>
      <Loaded resource={model.settings}>
        {(settings) => (
          <div class="page-card workspace">
            <NameForm model={model} saved={settings.name.value ?? ""} />
            <Zone model={model} settings={settings} />
            <Region model={model} settings={settings} />
            <LinesForm
              model={model}
              name="mailDomains"
              words="workspace.domains"
              saved={settings.mailDomains.value}
              read={mailDomainOf}
              max={MAIL_DOMAINS_MAX}
            />
            <LinesForm
              model={model}
              name="widgetOrigins"
              words="workspace.origins"
              saved={settings.widgetOrigins.value}
              read={originOf}
              max={WIDGET_ORIGINS_MAX}
            />
            <div class="workspace-row">
              <CopyField
                id="workspace-widget"
                label={say("workspace.widget")}
                hint={say("workspace.widget.hint")}
                value={`${link.server}/panel?workspace=${link.workspace}`}
              />
            </div>
          </div>
        )}
      </Loaded>
    </PageFrame>
  );
}

interface RowProps {
  model: WorkspaceModel;
  settings: SettingsView;
}

function Zone({ model, settings }: RowProps) {
  const current = settings.timeZone.value;
  const options = useMemo(() => zoneOptions(current), [current, locale.value]);
  return (
    <div class="workspace-row">
      <Select
        id="workspace-zone"
        label={say("workspace.timeZone")}
        hint={say("workspace.timeZone.hint", { time: timeIn(current, Date.now()) })}
        value={current}
        options={options}
        busy={model.saving.value === "timeZone"}
        onPick={(zone) => saveAtOnce(model, "timeZone", zone)}
      />
    </div>
  );
}

function Region({ model, settings }: RowProps) {
  const options = useMemo(() => regionOptions(REGIONS, locale.value), [locale.value]);
  return (
    <div class="workspace-row">
      <Select
        id="workspace-region"
        label={say("workspace.region")}
        hint={say("workspace.region.hint")}
        value={settings.defaultRegion.value}
        options={options}
        busy={model.saving.value === "defaultRegion"}
        onPick={(region) => saveAtOnce(model, "defaultRegion", region)}
      />
    </div>
  );
}

async function saveAtOnce(model: WorkspaceModel, name: "timeZone" | "defaultRegion", value: string) {
  const failure = await model.save(name, value);
  if (failure) tellFailure(failure);
}

function tellSaved(model: WorkspaceModel, name: WorkspaceSetting, undo: (() => void) | undefined): void {
  const settings = model.settings.data.value;
  if (settings) tell(say(`workspace.toast.${name}`, { value: inWords(name, settings[name].value) }), undo);
}

function inWords(name: WorkspaceSetting, value: Settings[WorkspaceSetting]): string {
  if (Array.isArray(value)) return String(value.length);
  if (name !== "defaultRegion") return value ?? "";
  return new Intl.DisplayNames(locale.value, { type: "region" }).of(value ?? "") ?? "";
}

const callsOf = ({ settings }: Api): WorkspaceCalls => ({
  get: () => settings.get.query({}),
  set: (input) => settings.set.mutate({ ...input, operationId: uuidv7() }),
});
