import "./skeleton.css";

/** A place kept for a line of text that is on its way. `width` in px or %. */
export function Skeleton({ width, height = 12, round }: { width: string; height?: number; round?: boolean }) {
  return (
    <span
      class={`skeleton${round ? " skeleton-round" : ""}`}
      style={{ width, height: `${height}px` }}
      aria-hidden="true"
    />
  );
}
