import type { DemoMessage } from "../../shared/schemas/demo.ts";
import { t } from "./messages.ts";

/** Reactions to a message, and that its text was changed. */
export function Marks({ message: { reactions, edited } }: { message: DemoMessage }) {
  if (reactions.length === 0 && !edited) return null;
  return (
    <p class="demo-marks demo-small">
      {reactions.length > 0 && (
        <span class="demo-reactions">
          <span class="demo-unseen">{t("message.reactions")} </span>
          {reactions.join(" ")}
        </span>
      )}
      {edited && <span>{t("message.edited")}</span>}
    </p>
  );
}

/** How far a message to the customer has come; says nothing where the channel does not. */
export function Standing({ status }: { status: DemoMessage["status"] }) {
  if (status === null) return null;
  return (
    <span class={status === "failed" ? "demo-failed" : ""}>
      {" · "}
      {t(`status.${status}`)}
    </span>
  );
}
