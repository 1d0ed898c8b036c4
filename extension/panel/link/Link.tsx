import { announce } from "../../ui/announce.ts";
import { useState } from "preact/hooks";
import { formatWhen } from "../../lib/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Section } from "../../ui/Section.tsx";
import { FieldError } from "../../ui/TextField.tsx";
import type { Customer } from "../Customer.ts";
import { t } from "../messages.ts";
import { createTask } from "../task.ts";
import { useLifetime } from "../use-model.ts";
import { failureText } from "../words.ts";
import "./link.css";

/** How this conversation came to this customer; a pin can be taken away. */
export function Link({ customer }: { customer: Customer }) {
  const [asking, setAsking] = useState(false);
  const unpin = useLifetime(() =>
    createTask(
      () => customer.calls.unpin(customer.ref.peek()),
      () => {
        announce(t("link.unpinned"));
        customer.refresh();
      },
    ),
  );
  const { link } = customer.view.value;
  const method =
    link.method === "pin"
      ? t("link.method.pin", { name: link.authorName ?? t("panel.unnamed") })
      : t(`link.method.${link.method}`);
  return (
    <Section id="link" title={t("link.title")}>
      <div class="link">
        <Icon name={link.method === "pin" ? "pin" : "link"} size={14} />
        <span class="link-method">
          {method} · {formatWhen(link.at, customer.now())}
        </span>
        {link.method === "pin" && customer.may("contact:pin") && (
          <Button kind="quiet" blocked={!customer.confirmed.value} onClick={() => setAsking(true)}>
            {t("link.unpin")}
          </Button>
        )}
      </div>
      {asking && (
        <Dialog
          title={t("link.unpin-question")}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t("panel.cancel")}</Button>
              <Button kind="primary" busy={unpin.running.value} onClick={() => void unpin.run()}>
                {t("link.unpin")}
              </Button>
            </>
          }
        >
          {t("link.unpin-text")}
          <FieldError id="link-error" error={unpin.failure.value && failureText(unpin.failure.value)} />
        </Dialog>
      )}
    </Section>
  );
}
