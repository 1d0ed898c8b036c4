import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { showFailure } from "../../../ui/toasts.ts";
import { Loading } from "../../Loading.tsx";
import { failureText } from "../../words.ts";
import type { DeletedProps } from "./Deleted.tsx";

/** The screen of a deleted conversation; it comes when there is one. */
export function DeletedView(props: DeletedProps) {
  const [View, setView] = useState<FunctionComponent<DeletedProps> | null>(null);
  useEffect(() => {
    import("./Deleted.tsx").then(
      ({ Deleted }) => setView(() => Deleted),
      () => showFailure(failureText({ code: "OFFLINE" })),
    );
  }, []);
  return View ? <View {...props} /> : <Loading />;
}
