import { useEffect, useMemo } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import { MASK_KINDS, type MaskKind, maskOf } from "../../../../shared/masking.ts";
import { type Role, ROLES } from "../../../../shared/permissions.ts";
import { Checkbox } from "../../../ui/Checkbox.tsx";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { createSettingModel } from "../../SettingModel.ts";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { withMask } from "./with-mask.ts";
import "./masking.css";

const EXAMPLE: Record<MaskKind, string> = {
  phone: maskOf("phone", "0912345678"),
  email: maskOf("email", "amy@example.com"),
  id: maskOf("id", "U4af498062901"),
};

/** What each role sees masked. */
export function MaskingPage({ api, reloadMe }: PageProps) {
  const model = useMemo(
    () =>
      createSettingModel(
        {
          get: () => api.settings.get.query({}),
          set: (input) => api.settings.set.mutate({ ...input, operationId: uuidv7() }),
        },
        "masking",
      ),
    [api],
  );
  useEffect(() => void model.setting.load(), [model]);
  useOnReturn(model.setting.load);

  const set = async (role: Role, kind: MaskKind, masked: boolean) => {
    const masking = model.setting.data.peek()?.value;
    if (!masking) return;
    const failure = await model.save(withMask(masking, role, kind, masked));
    if (failure) return tellFailure(failure);
    const words = { role: say(`role.${role}`), what: say(`masking.kind.${kind}`) };
    tell(say(masked ? "masking.toast.on" : "masking.toast.off", words), () => void set(role, kind, !masked));
    reloadMe();
  };

  return (
    <PageFrame title={say("page.masking")} intro={say("masking.intro")}>
      <Loaded resource={model.setting} lines={ROLES.length}>
        {({ value }) => (
          <div class="page-card masking-card">
            <table class="masking" aria-label={say("page.masking")}>
              <thead>
                <tr>
                  <th scope="col">{say("masking.role")}</th>
                  {MASK_KINDS.map((kind) => (
                    <th key={kind} scope="col">
                      {say(`masking.kind.${kind}`)}
                      <span class="masking-example">{EXAMPLE[kind]}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {ROLES.map((role) => (
                  <tr key={role}>
                    <th scope="row">{say(`role.${role}`)}</th>
                    {MASK_KINDS.map((kind) => (
                      <td key={kind}>
                        <Checkbox
                          label={say("masking.cell", {
                            role: say(`role.${role}`),
                            what: say(`masking.kind.${kind}`),
                          })}
                          checked={value[role]?.includes(kind) ?? false}
                          busy={model.saving.value}
                          onCheck={(masked) => void set(role, kind, masked)}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
      <p class="masking-note">{say("masking.note")}</p>
    </PageFrame>
  );
}
