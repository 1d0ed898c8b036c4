import { useEffect, useState } from "preact/hooks";
import { Button, IconButton } from "./Button.tsx";
import { closeToast, TOAST_TIME, type ToastItem, toasts } from "./toasts.ts";
import "./toast.css";

/** Where toasts appear. `closeLabel` names the button that closes one. */
export function Toasts({ closeLabel }: { closeLabel: string }) {
  return (
    <div class="toasts" data-focus="passing" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <Toast key={toast.id} toast={toast} closeLabel={closeLabel} />
      ))}
    </div>
  );
}

function Toast({ toast, closeLabel }: { toast: ToastItem; closeLabel: string }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held || toast.failed) return undefined;
    const timer = setTimeout(() => closeToast(toast.id), toast.undo ? TOAST_TIME.undo : TOAST_TIME.plain);
    return () => clearTimeout(timer);
  }, [held, toast]);
  const { undo } = toast;
  return (
    <div
      class={`toast${toast.failed ? " toast-failed" : ""}`}
      role={toast.failed ? "alert" : undefined}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <span class="toast-text">{toast.text}</span>
      {undo && (
        <Button
          kind="quiet"
          onClick={() => {
            closeToast(toast.id);
            undo.run();
          }}
        >
          {undo.label}
        </Button>
      )}
      <IconButton icon="close" size="s" label={closeLabel} onClick={() => closeToast(toast.id)} />
    </div>
  );
}
