import { t } from "@/i18n/common";
import { num } from "@/i18n/format";
import { type Bar, heights, scaleTop } from "./chart";
import "./chart.css";

const [WIDTH, HEIGHT] = [600, 140];
const GAP = 0.25;

interface Props {
  bars: Bar[];
  /** What the chart shows, for whoever doesn't see it. */
  label: string;
  /** Heads of the table that says the same. */
  heads: [label: string, value: string];
  /** Where the scale ends and how that is written; a round number at or above the highest bar unless told. */
  top?: { value: number; text: string };
}

const textOf = (bar: Bar): string => bar.text ?? num(bar.value);

/** Bars over time, with the same numbers as a table. */
export function BarChart({ bars, label, heads, top }: Props) {
  const end = top?.value ?? scaleTop(Math.max(0, ...bars.map((bar) => bar.value)));
  const wide = WIDTH / Math.max(1, bars.length);
  return (
    <figure className="chart">
      <div className="chart-plot">
        <div className="chart-top" aria-hidden>{top?.text ?? num(end)}</div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
          <line x1={0} x2={WIDTH} y1={0.5} y2={0.5} className="chart-line" />
          <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} className="chart-half" />
          <line x1={0} x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="chart-line" />
          {heights(bars, end).map((height, i) => {
            const says = bars[i] && `${bars[i].label}: ${textOf(bars[i])}`;
            return (
              <g key={bars[i]?.label}>
                <rect x={i * wide} width={wide} y={0} height={HEIGHT} className="chart-slot"><title>{says}</title></rect>
                <rect x={(i + GAP / 2) * wide} width={wide * (1 - GAP)} y={HEIGHT * (1 - height)} height={HEIGHT * height} className="chart-bar"><title>{says}</title></rect>
              </g>
            );
          })}
        </svg>
      </div>
      <div className="chart-ends" aria-hidden><span>{bars[0]?.label}</span><span>{bars.length > 1 && bars.at(-1)?.label}</span></div>
      <details>
        <summary>{t.common.table}</summary>
        <table>
          <thead><tr><th scope="col">{heads[0]}</th><th scope="col">{heads[1]}</th></tr></thead>
          <tbody>
            {bars.map((bar) => <tr key={bar.label}><td>{bar.label}</td><td>{textOf(bar)}</td></tr>)}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
