import { useEffect, useMemo, useState } from "preact/hooks";
import { uuidv7 } from "uuidv7";
import type { Api } from "../../../lib/api.ts";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { useNarrowerThan } from "../../narrow.ts";
import { useOnReturn } from "../../on-return.ts";
import type { PageProps } from "../../page.ts";
import { Loaded, PageFrame } from "../../PageFrame.tsx";
import { say } from "../../say.ts";
import { tell, tellFailure } from "../../told.ts";
import { Matrix } from "./Matrix.tsx";
import { RoleRights } from "./RoleRights.tsx";
import { type Cell, createRolesModel, type RolesCalls, type RolesTold } from "./RolesModel.ts";
import "./roles.css";

/** Below this the columns of seven roles do not fit beside the names of the rights. */
const MATRIX_FROM = 720;

/** What each role may do. */
export function RolesPage({ api, reloadMe }: PageProps) {
  const model = useMemo(() => createRolesModel(callsOf(api), told), [api]);
  const narrow = useNarrowerThan(MATRIX_FROM);
  const [resetting, setResetting] = useState(false);
  useEffect(() => void model.matrix.load(), [model]);
  useOnReturn(model.matrix.load);
  const count = model.changed.value.length;
  const set = (cell: Cell) => void model.set(cell).then(reloadMe);

  return (
    <PageFrame title={say("page.roles")} intro={say("roles.intro")}>
      <Loaded resource={model.matrix} lines={8}>
        {(rows) => (
          <>
            <div class="roles-changes">
              <span class={count > 0 ? "roles-legend" : "roles-legend-none"} role="status">
                {count > 0 ? say("roles.changedCount", { count }) : say("roles.unchanged")}
              </span>
              {count > 0 && (
                <Button icon="retry" onClick={() => setResetting(true)}>
                  {say("roles.resetAll")}
                </Button>
              )}
            </div>
            {narrow ? (
              <RoleRights rows={rows} busy={model.busy.value} onSet={set} />
            ) : (
              <Matrix rows={rows} busy={model.busy.value} onSet={set} />
            )}
          </>
        )}
      </Loaded>
      {resetting && (
        <Dialog
          title={say("roles.resetAll.title")}
          onClose={() => setResetting(false)}
          actions={
            <>
              <Button onClick={() => setResetting(false)}>{say("console.cancel")}</Button>
              <Button
                kind="primary"
                onClick={() => {
                  setResetting(false);
                  void model.resetAll().then(reloadMe);
                }}
              >
                {say("roles.reset")}
              </Button>
            </>
          }
        >
          {say("roles.resetAll.text", { count })}
        </Dialog>
      )}
    </PageFrame>
  );
}

const callsOf = ({ permissions }: Api): RolesCalls => ({
  matrix: () => permissions.matrix.query(),
  set: (input) => permissions.set.mutate({ ...input, operationId: uuidv7() }),
});

const told: RolesTold = {
  changed: ({ role, permission, allowed }, undo) =>
    tell(
      say(allowed ? "roles.toast.on" : "roles.toast.off", {
        role: say(`role.${role}`),
        right: say(`right.${permission}`),
      }),
      undo,
    ),
  reset: () => tell(say("roles.toast.reset")),
  failed: tellFailure,
};
