import "./pending-dot.css";

/** Marks what is on screen but not saved yet. */
export function PendingDot({ label }: { label: string }) {
  return <span class="pending-dot" role="img" aria-label={label} title={label} />;
}
