import { useEffect, useMemo } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import { Switch } from "../../../ui/Switch.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { createSettingModel } from "../../SettingModel.ts";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import "./matching.css";

const KINDS = ["phone", "email"] as const;

/** By what two customers may be one person, beside their member number. */
export function MatchingPage({ api }: PageProps) {
  const model = useMemo(
    () =>
      createSettingModel(
        {
          get: () => api.settings.get.query({}),
          set: (input) => api.settings.set.mutate({ ...input, operationId: uuidv7() }),
        },
        "matching",
      ),
    [api],
  );
  useEffect(() => void model.setting.load(), [model]);
  useOnReturn(model.setting.load);

  const set = async (kind: (typeof KINDS)[number], on: boolean) => {
    const matching = model.setting.data.peek()?.value;
    if (!matching) return;
    const failure = await model.save({ ...matching, [kind]: on });
    if (failure) return tellFailure(failure);
    tell(say(on ? `matching.${kind}.on` : `matching.${kind}.off`), () => void set(kind, !on));
  };

  return (
    <PageFrame title={say("page.matching")} intro={say("matching.intro")}>
      <Loaded resource={model.setting} lines={KINDS.length + 1}>
        {({ value }) => (
          <ul class="page-card matching">
            <li class="matching-row">
              <span class="matching-names">
                <span class="matching-name">{say("matching.memberNo")}</span>
                <span class="matching-text">{say("matching.memberNo.text")}</span>
              </span>
              <span class="matching-always">{say("matching.always")}</span>
            </li>
            {KINDS.map((kind) => (
              <li key={kind} class="matching-row">
                <span class="matching-names">
                  <span class="matching-name">{say(`matching.${kind}`)}</span>
                  <span id={`matching-${kind}`} class="matching-text">
                    {say(`matching.${kind}.text`)}
                  </span>
                </span>
                <Switch
                  label={say(`matching.${kind}`)}
                  aria-describedby={`matching-${kind}`}
                  on={value[kind]}
                  busy={model.saving.value}
                  onSwitch={(on) => void set(kind, on)}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </PageFrame>
  );
}
