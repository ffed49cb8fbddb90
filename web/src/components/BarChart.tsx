import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { type Bar, heights, scaleTop } from "./chart";

const [WIDTH, HEIGHT] = [600, 140];
const GAP = 0.25;

interface Props {
  bars: Bar[];
  /** What the chart shows, for whoever doesn't see it. */
  label: string;
  /** Heads of the table that says the same. */
  heads: [label: string, value: string];
}

/** Bars over time, with the same numbers as a table. */
export function BarChart({ bars, label, heads }: Props) {
  const top = scaleTop(Math.max(0, ...bars.map((bar) => bar.value)));
  const wide = WIDTH / Math.max(1, bars.length);
  return (
    <figure className="chart">
      <div className="chart-top" aria-hidden>{num(top)}</div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <line x1={0} x2={WIDTH} y1={0.5} y2={0.5} className="chart-line" />
        <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="chart-line" />
        {heights(bars, top).map((height, i) => (
          <rect key={bars[i]?.label} x={(i + GAP / 2) * wide} width={wide * (1 - GAP)} y={HEIGHT * (1 - height)} height={HEIGHT * height} className="chart-bar">
            <title>{`${bars[i]?.label}: ${num(bars[i]?.value ?? 0)}`}</title>
          </rect>
        ))}
      </svg>
      <div className="chart-ends" aria-hidden><span>{bars[0]?.label}</span><span>{bars.length > 1 && bars.at(-1)?.label}</span></div>
      <details>
        <summary>{t.common.table}</summary>
        <table>
          <thead><tr><th scope="col">{heads[0]}</th><th scope="col">{heads[1]}</th></tr></thead>
          <tbody>
            {bars.map((bar) => <tr key={bar.label}><td>{bar.label}</td><td>{num(bar.value)}</td></tr>)}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
