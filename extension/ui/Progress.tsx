import "./progress.css";

interface ProgressProps {
  label: string;
  done: number;
  /** null while nobody knows how much there is. */
  total: number | null;
  /** How far it is in words, such as `12 of 300`. */
  text: string;
}

/** How far something that takes a while has come. */
export function Progress({ label, done, total, text }: ProgressProps) {
  const known = total !== null && total > 0;
  return (
    <div
      class={`progress${known ? "" : " progress-unknown"}`}
      role="progressbar"
      aria-label={label}
      aria-valuetext={text}
      aria-valuemin={0}
      aria-valuemax={known ? total : undefined}
      aria-valuenow={known ? Math.min(done, total) : undefined}
    >
      <span
        class="progress-bar"
        style={{ width: known ? `${Math.min(100, (100 * done) / total)}%` : "30%" }}
      />
    </div>
  );
}
