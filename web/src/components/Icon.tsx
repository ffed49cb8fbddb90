// The icons: 20 × 20, drawn with the colour of the text around them.

const PATHS = {
  home: "M3 9.2 10 3l7 6.2M5 8v8.5h10V8M8.2 16.5v-4.5h3.6v4.5",
  browse: "M4 4.5h12M4 8.5h12M4 12.5h7M4 16.5h5M14.2 13a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M15.6 16.2l1.9 1.9",
  goods: "M10 2.8 16.5 6v8L10 17.2 3.5 14V6L10 2.8ZM3.7 6.2 10 9.4l6.3-3.2M10 9.4v7.6",
  orders: "M5.5 3.5h9v13.7l-2.2-1.5-2.3 1.5-2.3-1.5-2.2 1.5V3.5ZM8 7.5h4M8 10.8h4",
  plus: "M10 4v12M4 10h12",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13.2 13.2l3.6 3.6",
  bell: "M10 2.8a4.8 4.8 0 0 0-4.8 4.8v2.9l-1.5 3h12.6l-1.5-3V7.6A4.8 4.8 0 0 0 10 2.8ZM8 15.9a2 2 0 0 0 4 0",
  more: "M4.6 10h.01M10 10h.01M15.4 10h.01",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  person: "M10 3.2a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6M3.8 16.8c.6-3.1 3-4.7 6.2-4.7s5.6 1.6 6.2 4.7",
  key: "M12.8 3.2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M10 10l-6.5 6.5M5.2 14.8l1.8 1.8",
  offers: "M3.5 4.5h13v8.5H9.2l-3.4 3v-3H3.5V4.5ZM7 8.8h6",
  requests: "M5 3.5h7.5L15 6v10.5H5V3.5ZM8 8h4M8 11h4M8 14h2.5",
  shop: "M3.5 8 5 3.8h10L16.5 8M3.5 8a2.2 2.2 0 0 0 4.3 0 2.2 2.2 0 0 0 4.4 0 2.2 2.2 0 0 0 4.3 0M4.8 10v6.5h10.4V10",
  wallet: "M3.5 6.2h12a1 1 0 0 1 1 1v8.3a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5.2a1.2 1.2 0 0 1 1.2-1.2H14v2.2M13.3 11.4h.01",
  desk: "M3.5 3.5h5.5v5.5H3.5V3.5ZM11 3.5h5.5v5.5H11V3.5ZM3.5 11h5.5v5.5H3.5V11ZM11 11h5.5v5.5H11V11Z",
  payouts: "M10 13.5V3.5M6.5 7 10 3.5 13.5 7M3.5 13v3.5h13V13",
  warning: "M10 3.5 17.2 16.2H2.8L10 3.5ZM10 8v4M10 14h.01",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6.2V10l2.6 1.8",
  scales: "M10 3.2v13.6M6.5 16.8h7M4 6h12M4 6l-2 5.5a2.2 2.2 0 0 0 4 0L4 6ZM16 6l-2 5.5a2.2 2.2 0 0 0 4 0L16 6Z",
  limit: "M3.2 14.5a7 7 0 1 1 13.6 0M10 12.5l3-4.2",
  sweep: "M4 5h12M4 10h8M4 15h4M13.5 12.5 16 15l-2.5 2.5",
  network: "M10 3.2a2 2 0 1 0 0 4 2 2 0 0 0 0-4M4.7 12.8a2 2 0 1 0 0 4 2 2 0 0 0 0-4M15.3 12.8a2 2 0 1 0 0 4 2 2 0 0 0 0-4M9 7l-3.3 6M11 7l3.3 6M6.7 14.8h6.6",
  webhook: "M8.5 9.5 6.3 13a2.2 2.2 0 1 0 1.9 1.1M11.5 9.5l2.2 3.5a2.2 2.2 0 1 1-1.9 1.1M8.2 14.1h3.6M8.5 9.5a2.4 2.4 0 1 1 3 0",
  ledger: "M5 3.5h10.5v13H5a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 5 3.5ZM7 3.5v13M9.8 7.2h3M9.8 10h3",
  jobs: "M10 7.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M10 2.8v2M10 15.2v2M2.8 10h2M15.2 10h2M4.9 4.9l1.4 1.4M13.7 13.7l1.4 1.4M15.1 4.9l-1.4 1.4M6.3 13.7l-1.4 1.4",
  people: "M7.5 4a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4M2.5 15.8c.4-2.7 2.3-4.1 5-4.1s4.6 1.4 5 4.1M13 4.4a2.6 2.6 0 0 1 0 4.7M14.6 12.1c1.7.5 2.7 1.8 2.9 3.7",
  audit: "M4 4h8M4 7.5h8M4 11h4M11.2 13.2l1.8 1.8 3.5-4",
  tag: "M3.5 3.5h6l7 7-6 6-7-7v-6ZM6.8 6.8h.01",
  settings: "M3.5 6h7M14.5 6h2M3.5 14h2M9.5 14h7M12.5 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4M7.5 12a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  language: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M3.2 10h13.6M10 3c2 2 3 4.3 3 7s-1 5-3 7c-2-2-3-4.3-3-7s1-5 3-7Z",
  sun: "M10 6.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1",
  moon: "M16.2 11.7A6.7 6.7 0 0 1 8.3 3.8a6.7 6.7 0 1 0 7.9 7.9Z",
  calendar: "M3.5 5h13v11.5h-13V5ZM3.5 8.5h13M7 3.2V6M13 3.2V6",
  keyboard: "M2.8 5.5h14.4v9H2.8v-9ZM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M7 11.8h6",
  out: "M8 3.5H4v13h4M12.5 6.5 16 10l-3.5 3.5M16 10H7.5",
  in: "M12 3.5h4v13h-4M8.5 6.5 12 10l-3.5 3.5M12 10H3.5",
  offline: "M3 8.2A10 10 0 0 1 7 6M17 8.2a10 10 0 0 0-5.6-2.5M5.8 11.2a6 6 0 0 1 2.7-1.6M12.7 10.2c.5.3 1 .6 1.5 1M10 15h.01M3.5 3.5l13 13",
  lock: "M4.5 9h11v7.5h-11V9ZM7 9V6.5a3 3 0 0 1 6 0V9M10 12v1.8",
  check: "M4 10.5 8 14.5 16 6",
  next: "M8 5l5 5-5 5",
  external: "M8 4.5H4.5v11h11V12M11.5 4.5h4v4M15.3 4.7 9.5 10.5",
  letter: "M3 5h14v10H3V5ZM3.3 5.5 10 10.8l6.7-5.3",
  copy: "M7 7h9v9H7V7ZM13 7V4H4v9h3",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: what it means stands beside it, or in the label of the control that holds it. `flip` for what points along the line. */
export function Icon({ name, size = 20, flip, className }: { name: IconName; size?: number; flip?: boolean; className?: string }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth={name === "more" ? 2.4 : 1.5} strokeLinecap="round" strokeLinejoin="round" aria-hidden focusable="false" className={[flip && "flip", className].filter(Boolean).join(" ") || undefined} style={{ flexShrink: 0 }}>
      <path d={PATHS[name]} />
    </svg>
  );
}
