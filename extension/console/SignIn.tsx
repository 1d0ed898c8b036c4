import { useEffect, useState } from "preact/hooks";
import type { Session } from "../lib/session.ts";
import { Button } from "../ui/Button.tsx";
import { Notice } from "../ui/Notice.tsx";
import { failureText, say } from "./say.ts";
import { StartCard } from "./StartCard.tsx";

/** Nobody is signed in: the way to the sign-in page, or to another workspace. */
export function SignIn({ session, onOther }: { session: Session; onOther: () => void }) {
  const [opening, setOpening] = useState(false);
  useEffect(() => {
    // Back from the sign-in page, the browser shows this one as it was left.
    const shown = () => setOpening(false);
    addEventListener("pageshow", shown);
    return () => removeEventListener("pageshow", shown);
  }, []);
  const state = session.state.value;
  const { server, workspace } = session.link;
  if (state.kind === "loading") return <p class="hidden-visually">{say("console.loading")}</p>;

  const failure = state.kind === "signed-out" ? state.failure : null;
  return (
    <StartCard
      title={say("start.signIn.title")}
      text={say("start.signIn.text", { workspace, server: new URL(server).host })}
    >
      {failure && (
        <Notice tone="warning" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      <div class="form">
        <Button
          kind="primary"
          wide
          busy={opening}
          onClick={() => {
            setOpening(true);
            void session.signIn().finally(() => setOpening(false));
          }}
        >
          {say(opening ? "start.signIn.opening" : "start.signIn.go")}
        </Button>
        <Button kind="quiet" wide onClick={onOther}>
          {say("start.signIn.other")}
        </Button>
      </div>
    </StartCard>
  );
}
