import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { showFailure } from "../../ui/toasts.ts";
import { Loading } from "../Loading.tsx";
import { failureText } from "../words.ts";
import type { UnlinkedProps } from "./Unlinked.tsx";

/** The screen of a conversation nobody is tied to; it comes when there is one. */
export function UnlinkedView(props: UnlinkedProps) {
  const [View, setView] = useState<FunctionComponent<UnlinkedProps> | null>(null);
  useEffect(() => {
    import("./Unlinked.tsx").then(
      ({ Unlinked }) => setView(() => Unlinked),
      () => showFailure(failureText({ code: "OFFLINE" })),
    );
  }, []);
  return View ? <View {...props} /> : <Loading />;
}
