import { useEffect, useMemo } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import { type Module, MODULES } from "../../../../shared/modules.ts";
import { Switch } from "../../../ui/Switch.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { createSettingModel } from "../../SettingModel.ts";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import "./modules.css";

/** Parts of the product that this workspace uses. */
export function ModulesPage({ api, reloadMe }: PageProps) {
  const model = useMemo(
    () =>
      createSettingModel(
        {
          get: () => api.settings.get.query({}),
          set: (input) => api.settings.set.mutate({ ...input, operationId: uuidv7() }),
        },
        "modules",
      ),
    [api],
  );
  useEffect(() => void model.setting.load(), [model]);
  useOnReturn(model.setting.load);

  const set = async (module: Module, on: boolean) => {
    const modules = model.setting.data.peek()?.value;
    if (!modules) return;
    const failure = await model.save({ ...modules, [module]: on });
    if (failure) return tellFailure(failure);
    tell(
      say(on ? "modules.toast.on" : "modules.toast.off", { module: say(`module.${module}`) }),
      () => void set(module, !on),
    );
    reloadMe();
  };

  return (
    <PageFrame title={say("page.modules")} intro={say("modules.intro")}>
      <Loaded resource={model.setting} lines={MODULES.length}>
        {({ value }) => (
          <ul class="page-card modules">
            {MODULES.map((module) => (
              <li key={module} class="modules-row">
                <span class="modules-names">
                  <span class="modules-name">{say(`module.${module}`)}</span>
                  <span id={`module-${module}`} class="modules-text">
                    {say(`module.${module}.text`)}
                  </span>
                </span>
                <Switch
                  label={say(`module.${module}`)}
                  aria-describedby={`module-${module}`}
                  on={value[module]}
                  busy={model.saving.value}
                  onSwitch={(on) => void set(module, on)}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </PageFrame>
  );
}
