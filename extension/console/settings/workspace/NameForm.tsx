import { useEffect, useRef, useState } from "preact/hooks";
import type { CallFailure } from "../../../lib/failure.ts";
import { Button } from "../../../ui/Button.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";
import type { WorkspaceModel } from "./WorkspaceModel.ts";

/** The workspace's name; its button comes with the first change. */
export function NameForm({ model, saved }: { model: WorkspaceModel; saved: string }) {
  const [name, setName] = useState(saved);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setName(saved), [saved]);
  const missing = name.trim() === "";

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    // The button goes with the change it saves.
    field.current?.focus();
    if (!missing) setFailure(await model.save("name", name.trim()));
  };
  const reason = failure && failureText(failure);

  return (
    <form class="workspace-row" noValidate onSubmit={(event) => void submit(event)}>
      <TextField
        id="workspace-name"
        label={say("workspace.name")}
        hint={say("workspace.name.hint")}
        value={name}
        maxLength={100}
        inputRef={field}
        error={tried && missing ? say("console.required") : reason}
        onInput={setName}
      />
      {name !== saved && (
        <div class="workspace-save">
          <Button kind="primary" type="submit" busy={model.saving.value === "name"}>
            {say("console.save")}
          </Button>
          <Button onClick={() => setName(saved)}>{say("console.cancel")}</Button>
        </div>
      )}
    </form>
  );
}
