import { useEffect, useRef, useState } from "preact/hooks";
import { WIDGET_ORIGINS_MAX } from "../../../../shared/schemas/settings.ts";
import { Button } from "../../../ui/Button.tsx";
import { TextArea } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";
import { type ParsedOrigins, parseOrigins } from "./origins.ts";
import type { WorkspaceModel } from "./WorkspaceModel.ts";

/** Which pages may show the widget, one a line. */
export function OriginsForm({ model, saved }: { model: WorkspaceModel; saved: readonly string[] }) {
  const before = saved.join("\n");
  const [text, setText] = useState(before);
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setText(before), [before]);

  const submit = async (event: Event) => {
    event.preventDefault();
    // The button goes with the change it saves.
    field.current?.focus();
    const parsed = parseOrigins(text);
    if (!parsed.ok) {
      setError(inWords(parsed));
      return;
    }
    setText(parsed.origins.join("\n"));
    const failure = await model.save("widgetOrigins", parsed.origins);
    setError(failure && failureText(failure));
  };

  return (
    <form class="workspace-row" noValidate onSubmit={(event) => void submit(event)}>
      <TextArea
        id="workspace-origins"
        label={say("workspace.origins")}
        hint={say("workspace.origins.hint")}
        placeholder={say("workspace.origins.none")}
        rows={3}
        inputRef={field}
        value={text}
        error={error}
        onInput={setText}
      />
      {text !== before && (
        <div class="workspace-save">
          <Button kind="primary" type="submit" busy={model.saving.value === "widgetOrigins"}>
            {say("console.save")}
          </Button>
          <Button
            onClick={() => {
              setText(before);
              setError(null);
            }}
          >
            {say("console.cancel")}
          </Button>
        </div>
      )}
    </form>
  );
}

function inWords(parsed: Extract<ParsedOrigins, { ok: false }>): string {
  if (parsed.reason === "too-many") return say("workspace.origins.tooMany", { max: WIDGET_ORIGINS_MAX });
  return say("workspace.origins.invalid", { line: parsed.line, text: parsed.text });
}
