/** Strokes on a 16 × 16 grid. */
const PATHS = {
  pencil: "M11.3 2.7a1.4 1.4 0 0 1 2 2L5 13l-2.8.8.8-2.8 8.3-8.3ZM10 4l2 2",
  check: "m3 8.5 3.2 3L13 4.5",
  close: "m4 4 8 8m0-8-8 8",
  plus: "M8 3.2v9.6M3.2 8h9.6",
  eye: "M1.6 8S4 3.6 8 3.6 14.4 8 14.4 8 12 12.4 8 12.4 1.6 8 1.6 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  "eye-off":
    "M2.5 2.5l11 11M6.3 3.8A6 6 0 0 1 8 3.6c4 0 6.4 4.4 6.4 4.4a11 11 0 0 1-1.8 2.3M4 5a11 11 0 0 0-2.4 3S4 12.4 8 12.4a6 6 0 0 0 3-.8M6.6 6.6a2 2 0 0 0 2.8 2.8",
  copy: "M6 6h7.2v7.2H6zM3.6 10H2.8V2.8H10v.8",
  download: "M8 2.8v7.4M4.8 7.2 8 10.2l3.2-3M3 13.2h10",
  trash: "M2.8 4.4h10.4M6.4 4.2V2.8h3.2v1.4M4.2 4.6l.6 8.6h6.4l.6-8.6M6.8 7v3.8M9.2 7v3.8",
  lock: "M4 7.2h8v6H4zM5.6 7V5.2a2.4 2.4 0 0 1 4.8 0V7",
  search: "M7 11.4a4.4 4.4 0 1 0 0-8.8 4.4 4.4 0 0 0 0 8.8ZM10.3 10.3l3.3 3.3",
  pin: "M6 2.8h4l-.4 4 2 2.2H4.4l2-2.2L6 2.8ZM8 9v4.4",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.8 0l2-2a2.7 2.7 0 0 0-3.8-3.8l-.6.6M9.2 6.8a2.6 2.6 0 0 0-3.8 0l-2 2a2.7 2.7 0 0 0 3.8 3.8l.6-.6",
  chart: "M2.8 13.2h10.4M4.4 11V8M8 11V3.6M11.6 11V6",
  retry: "M13 8a5 5 0 1 1-1.5-3.6L13 5.8M13 2.8v3h-3",
  warning: "M8 2.6 14 13H2L8 2.6ZM8 6.6v3M8 11.4v.1",
  offline:
    "M2.4 2.4l11.2 11.2M4.6 6A7 7 0 0 0 2 7.4M6 9a4 4 0 0 0-1.4.9M8 3.8c2.3 0 4.4.9 6 2.4M8 12.4v.1M10.4 9.2c.4.2.7.4 1 .7",
  info: "M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2ZM8 7.4v3.4M8 5.2v.1",
  clock: "M8 13.6A5.6 5.6 0 1 0 8 2.4a5.6 5.6 0 0 0 0 11.2ZM8 5v3.2l2 1.4",
  settings:
    "M2.5 4.6h6M12 4.6h1.5M2.5 11.4H4M7.6 11.4h5.9M10.2 6.2a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2ZM5.8 13a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Z",
  person: "M8 7.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM2.8 13.6a5.2 5.2 0 0 1 10.4 0",
  note: "M3.2 2.8h9.6v7l-3 3.4H3.2zM5.6 6h4.8M5.6 8.6h2.8",
  tag: "M2.6 2.6h5l6 6-5 5-6-6zM5.4 5.5v-.1",
  message: "M2.6 3.4h10.8v7.4H7l-2.8 2.4v-2.4H2.6z",
  dot: "M8 8h.01",
  menu: "M2.6 4.4h10.8M2.6 8h10.8M2.6 11.6h10.8",
  more: "M3.2 8a.4.4 0 1 0 .8 0 .4.4 0 0 0-.8 0ZM7.6 8a.4.4 0 1 0 .8 0 .4.4 0 0 0-.8 0ZM12 8a.4.4 0 1 0 .8 0 .4.4 0 0 0-.8 0Z",
  "chevron-up": "m4.4 9.6 3.6-3.4 3.6 3.4",
  "chevron-down": "m4.4 6.4 3.6 3.4 3.6-3.4",
  people:
    "M6 7.6a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8ZM1.8 13a4.3 4.3 0 0 1 8.4 0M10.4 3a2.4 2.4 0 0 1 0 4.5M11.8 9.3a4.3 4.3 0 0 1 2.4 3.7",
  shield: "M8 2.2 13 4v4c0 3-2.1 5-5 6-2.9-1-5-3-5-6V4l5-1.8ZM5.8 8l1.6 1.6 2.9-3",
  plug: "M5.6 2.4v3M10.4 2.4v3M4 5.6h8v1.8a4 4 0 0 1-8 0V5.6ZM8 11.4v2.4",
  shop: "M2.8 6.4 3.8 3h8.4l1 3.4M3.6 7.6v5.6h8.8V7.6M2.8 6.4a1.7 1.7 0 0 0 3.4 0 1.8 1.8 0 0 0 3.6 0 1.7 1.7 0 0 0 3.4 0ZM6.6 13v-3h2.8v3",
  "sign-out": "M6.4 13.2H3.2V2.8h3.2M10.2 5.2 13 8l-2.8 2.8M13 8H6.4",
  screen: "M2.4 3.2h11.2v7.6H2.4zM6 13.2h4M8 10.8v2.4",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside words or inside a named button: never read out. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
