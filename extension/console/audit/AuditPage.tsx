import { useEffect, useMemo } from "preact/hooks";
import type { AuditChain } from "../../../shared/schemas/audit.ts";
import { formatFull } from "../../lib/format.ts";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { PageProps } from "../page.ts";
import { PageFrame } from "../PageFrame.tsx";
import { failureText, say } from "../say.ts";
import { AuditFilters } from "./AuditFilters.tsx";
import { AuditList } from "./AuditList.tsx";
import { createAuditModel } from "./AuditModel.ts";
import "./audit.css";

/** What was done, and what was refused. */
export function AuditPage({ api }: PageProps) {
  const model = useMemo(
    () =>
      createAuditModel({
        list: (input) => api.audit.list.query(input),
        check: () => api.audit.check.query({}),
      }),
    [api],
  );
  useEffect(() => {
    void model.load();
    void model.chain.load();
  }, [model]);
  const failure = model.failure.value;
  const items = model.items.value;
  const chain = model.chain.data.value;

  return (
    <PageFrame title={say("page.audit")} intro={say("audit.intro")}>
      {chain && <Chain chain={chain} />}
      <AuditFilters model={model} />
      {items && items.length > 0 && <AuditList items={items} />}
      {items?.length === 0 && !model.loading.value && <p class="audit-none">{say("audit.none")}</p>}
      {failure && (
        <Notice tone="danger" icon="warning" live>
          {failureText(failure)}
        </Notice>
      )}
      {(model.goesOn.value || failure) && (
        <div>
          <Button
            busy={model.loading.value}
            onClick={() => void (items && items.length > 0 ? model.more() : model.load())}
          >
            {say(failure ? "console.retry" : "audit.more")}
          </Button>
        </div>
      )}
    </PageFrame>
  );
}

function Chain({ chain }: { chain: AuditChain }) {
  if (chain.fault) {
    return (
      <Notice tone="danger" icon="warning">
        {say("audit.chain.broken", { seq: chain.fault.seq })}
      </Notice>
    );
  }
  return (
    <p class="audit-chain">
      {chain.sealedUpTo === null || chain.sealedAt === null
        ? say("audit.chain.empty")
        : say("audit.chain.intact", {
            from: chain.checkedFrom,
            to: chain.sealedUpTo,
            when: formatFull(chain.sealedAt),
          })}
    </p>
  );
}
