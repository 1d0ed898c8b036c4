import { useState } from "preact/hooks";
import { type CallFailure, failureOf } from "../lib/failure.ts";
import { Button } from "../ui/Button.tsx";
import { showFailure } from "../ui/toasts.ts";
import { Copy } from "./Copy.tsx";
import type { Customer } from "./Customer.ts";
import { failureText } from "./words.ts";
import "./customer-link.css";

interface CustomerLinkProps {
  customer: Customer;
  make(of: { contactId: string }): Promise<{ url: string }>;
  words: {
    /** On the button that makes it. */
    ask: string;
    made: string;
    /** What is copied. */
    what: string;
    failed?(failure: CallFailure): string;
  };
}

/** A link for the customer, made when asked for, to copy into the chat. */
export function CustomerLink({ customer, make, words }: CustomerLinkProps) {
  const [url, setUrl] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    try {
      setUrl((await make({ contactId: customer.contactId })).url);
    } catch (error) {
      showFailure((words.failed ?? failureText)(failureOf(error)));
    } finally {
      setBusy(false);
    }
  };
  if (url === null) {
    return (
      <Button
        kind="quiet"
        icon="link"
        busy={busy}
        blocked={!customer.confirmed.value}
        onClick={() => void ask()}
      >
        {words.ask}
      </Button>
    );
  }
  return (
    <div class="customer-link">
      <span class="customer-link-text" role="status">
        {words.made}
      </span>
      <Copy value={url} what={words.what} />
    </div>
  );
}
