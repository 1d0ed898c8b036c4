import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../../ui/Button.tsx";
import type { RevealedField } from "../../../shared/schemas/panel.ts";
import { t } from "../messages.ts";
import type { RevealModel } from "./RevealModel.ts";

interface RevealProps {
  model: RevealModel;
  field: RevealedField;
  /** The value's name. */
  what: string;
}

type DialogView = FunctionComponent<{ model: RevealModel; what: string }>;

/** The eye beside a masked value, and the question it leads to. */
export function Reveal({ model, field, what }: RevealProps) {
  const asked = model.asking.value === field;
  const [dialog, setDialog] = useState<{ View: DialogView } | null>(null);
  useEffect(() => {
    if (asked && !dialog) void import("./RevealDialog.tsx").then((m) => setDialog({ View: m.RevealDialog }));
  }, [asked, dialog]);
  return (
    <>
      <IconButton icon="eye" size="s" label={t("reveal.show", { what })} onClick={() => model.ask(field)} />
      {asked && dialog && <dialog.View model={model} what={what} />}
    </>
  );
}
