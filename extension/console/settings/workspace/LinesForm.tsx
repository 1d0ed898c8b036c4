import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../../ui/Button.tsx";
import { TextArea } from "../../../ui/TextField.tsx";
import { failureText, say } from "../../say.ts";
import { type ParsedLines, parseLines } from "./lines.ts";
import type { WorkspaceModel } from "./WorkspaceModel.ts";

interface LinesFormProps {
  model: WorkspaceModel;
  /** The setting it edits. */
  name: "widgetOrigins" | "mailDomains";
  words: "workspace.origins" | "workspace.domains";
  saved: readonly string[];
  read: (line: string) => string | null;
  max: number;
}

/** A setting of several values, one a line; its button comes with the first change. */
export function LinesForm({ model, name, words, saved, read, max }: LinesFormProps) {
  const before = saved.join("\n");
  const [text, setText] = useState(before);
  const [error, setError] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setText(before), [before]);

  const inWords = (parsed: Extract<ParsedLines, { ok: false }>): string => {
    if (parsed.reason === "too-many") return say(`${words}.tooMany`, { max });
    return say(`${words}.invalid`, { line: parsed.line, text: parsed.text });
  };

  const submit = async (event: Event) => {
    event.preventDefault();
    // The button goes with the change it saves.
    field.current?.focus();
    const parsed = parseLines(text, read, max);
    if (!parsed.ok) {
      setError(inWords(parsed));
      return;
    }
    setText(parsed.values.join("\n"));
    const failure = await model.save(name, parsed.values);
    setError(failure && failureText(failure));
  };

  return (
    <form class="workspace-row" noValidate onSubmit={(event) => void submit(event)}>
      <TextArea
        id={name === "widgetOrigins" ? "workspace-origins" : "workspace-domains"}
        label={say(words)}
        hint={say(`${words}.hint`)}
        placeholder={say(`${words}.none`)}
        rows={3}
        inputRef={field}
        value={text}
        error={error}
        onInput={setText}
      />
      {text !== before && (
        <div class="workspace-save">
          <Button kind="primary" type="submit" busy={model.saving.value === name}>
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
