// Long lists as lines with columns: on a phone each line is a card with the names beside the values. Lines that nobody sees aren't drawn.
import type { CSSProperties, ReactNode } from "react";
import { Link } from "react-router";
import "./system.css";

interface SheetProps {
  label: string;
  /** Widths of the columns, as of a grid. */
  cols: string;
  /** Names of the columns; in brackets where they hold numbers. */
  heads: (string | [string])[];
  children: ReactNode;
}

export function Sheet({ label, cols, heads, children }: SheetProps) {
  return (
    <div className="sheet" style={{ "--cols": cols } as CSSProperties}>
      <div className="line line-heads" aria-hidden>{heads.map((head) => <div key={String(head)} data-kind={Array.isArray(head) ? "end" : undefined}>{head}</div>)}</div>
      <ul aria-label={label}>{children}</ul>
    </div>
  );
}

interface Cell {
  name: string;
  value: ReactNode;
  /** `main` leads a phone's card, without its name; `end` is a number. */
  kind?: "main" | "end";
}

/** One line; the whole of it leads somewhere when it has an address. */
export function Line({ to, cells }: { to?: string; cells: (Cell | false)[] }) {
  const shown = cells.map((cell) => cell && (
    <div key={cell.name} data-kind={cell.kind}>
      <span className="line-name">{cell.name}</span>
      <div className="line-value">{cell.value}</div>
    </div>
  ));
  return <li>{to ? <Link className="line" to={to}>{shown}</Link> : <div className="line">{shown}</div>}</li>;
}
