import { operationId } from "../../../lib/operation-id.ts";
import { MAIL_PROBLEMS, type MailState } from "../../../../shared/schemas/exports.ts";
import { formatWhen } from "../../../lib/format.ts";
import { Button } from "../../../ui/Button.tsx";
import { Notice } from "../../../ui/Notice.tsx";
import type { Customer } from "../../Customer.ts";
import { t } from "../../messages-below.ts";
import { createTask } from "../../task.ts";
import { useLifetime } from "../../use-model.ts";
import { failureText } from "../../words.ts";

/** A mail that waits or failed is said until it is sent; one that is sent, as long as it is the newest. */
export function MailNotice({ customer, mail }: { customer: Customer; mail: MailState }) {
  const retry = useLifetime(() =>
    createTask(
      (mailId: string) => customer.calls.retryMail({ mailId, operationId: operationId() }),
      () => customer.refresh(),
    ),
  );
  const failure = retry.failure.value;
  if (mail.state === "sent") {
    return <p class="export-last">{t("export.mail.sent", { when: formatWhen(mail.at, customer.now()) })}</p>;
  }
  const reason = problemWord(mail.problem);
  if (mail.state === "waiting") {
    return (
      <Notice icon="clock" tone={reason ? "warning" : "quiet"} live>
        {reason ? t("export.mail.again", { reason }) : t("export.mail.waiting")}
      </Notice>
    );
  }
  return (
    <Notice
      icon="warning"
      tone="danger"
      live
      action={
        <Button kind="quiet" busy={retry.running.value} onClick={() => void retry.run(mail.id)}>
          {t("export.mail.retry")}
        </Button>
      }
    >
      {failure ? failureText(failure) : t("export.mail.failed", { reason: reason ?? "" })}
    </Notice>
  );
}

/** Null while nothing went wrong. A newer server's reason is shown as it is. */
function problemWord(problem: string | null): string | null {
  if (problem === null) return null;
  const [, kind, code = ""] = /^([a-z_]+?)(?:_(\d{3}))?$/.exec(problem) ?? [];
  const known = MAIL_PROBLEMS.find((name) => name === kind);
  if (!known) return problem;
  return known === "busy" || known === "refused"
    ? t(`export.problem.${known}`, { code })
    : t(`export.problem.${known}`);
}
