import { useEffect, useState } from "preact/hooks";
import type { ServerLink } from "../lib/host.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { TextField } from "../ui/TextField.tsx";
import { say } from "./say.ts";
import { StartCard } from "./StartCard.tsx";
import { serverOf, slugOf } from "./workspace-link.ts";

interface ChooseWorkspaceProps {
  inExtension: boolean;
  known: readonly ServerLink[];
  /** Asks the browser for a server that is not of this page's origin; needs the click it is called in. */
  mayReach: (server: string) => Promise<boolean>;
  onChoose: (link: ServerLink) => void;
}

/** Asks which workspace's console to open; in the extension also on which server. */
export function ChooseWorkspace({ inExtension, known, mayReach, onChoose }: ChooseWorkspaceProps) {
  const [workspace, setWorkspace] = useState("");
  const [server, setServer] = useState(known[0]?.server ?? "");
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState(false);
  const slug = slugOf(workspace);
  const origin = inExtension ? serverOf(server) : location.origin;
  useEffect(() => document.getElementById("start-workspace")?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!slug || !origin) return;
    if (await mayReach(origin)) onChoose({ server: origin, workspace: slug });
    else setRefused(true);
  };

  return (
    <StartCard title={say("start.workspace.title")} text={say("start.workspace.text")}>
      {known.map((link) => (
        <Button key={link.server + link.workspace} wide onClick={() => onChoose(link)}>
          {link.workspace} · {new URL(link.server).host}
        </Button>
      ))}
      <form class="form" noValidate onSubmit={(event) => void submit(event)}>
        {inExtension && (
          <TextField
            id="start-server"
            type="url"
            label={say("start.server.label")}
            hint={say("start.server.hint")}
            value={server}
            error={tried && !origin ? say("start.server.invalid") : null}
            onInput={setServer}
          />
        )}
        <TextField
          id="start-workspace"
          label={say("start.workspace.label")}
          value={workspace}
          autoComplete="organization"
          error={tried && !slug ? say("start.workspace.invalid") : null}
          onInput={setWorkspace}
        />
        {refused && (
          <Notice tone="warning" icon="warning" live>
            {say("start.server.refused")}
          </Notice>
        )}
        <Button kind="primary" type="submit" wide>
          {say("start.workspace.go")}
        </Button>
      </form>
    </StartCard>
  );
}
