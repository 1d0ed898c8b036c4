import "./bars.css";

export interface Bar {
  id: string;
  label: string;
  count: number;
  /** The count as it is read, such as `12`. */
  text: string;
  faded?: boolean;
  title?: string;
}

/** Counts as lengths, the longest first as given. A list with its numbers in words, so nothing is only seen. */
export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <ul class="bars" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.id} class={`bars-row${bar.faded ? " bars-faded" : ""}`} title={bar.title}>
          <span class="bars-label truncate" title={bar.label}>
            {bar.label}
          </span>
          <span class="bars-track" aria-hidden="true">
            <span class="bars-bar" style={{ width: `${Math.max(2, (100 * bar.count) / most)}%` }} />
          </span>
          <span class="bars-count">{bar.text}</span>
        </li>
      ))}
    </ul>
  );
}
