// What a page shows while it waits, when there is nothing, and when something went wrong.
import "./states.css";
import { Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue } from "react";
import { t } from "@/i18n/common";
import { ErrorBox } from "./ErrorBox";
import { Icon, type IconName } from "./Icon";

export { ErrorBox } from "./ErrorBox";

/** How what is waited for will lie on the page, so that little moves when it comes. */
export type Shape = "card" | "lines" | "rows" | "grid" | "split";

interface LoadingProps {
  /** Lines, of a card or without one, or rows, or cards of a grid. */
  lines?: number;
  shape?: Shape;
}

export function Loading({ lines = 4, shape = "card" }: LoadingProps) {
  const each = (draw: (i: number) => ReactNode) => Array.from({ length: lines }, (_, i) => draw(i));
  return (
    <div className="waiting" role="status" aria-label={t.common.loading}>
      {shape === "rows" ? (
        <div className="rows" aria-hidden>
          {each((i) => (
            <div className="row ghost-row" key={i}>
              <div className="row-main"><Skeleton height={18} width={`${52 - ((i * 13) % 24)}%`} /><Skeleton height={13} width={`${34 - ((i * 7) % 14)}%`} mt={10} /></div>
              <Skeleton height={18} width={84} />
            </div>
          ))}
        </div>
      ) : shape === "lines" ? (
        <Stack gap="sm" aria-hidden>{each((i) => <Skeleton height={25} width={`${62 - ((i * 13) % 24)}%`} key={i} />)}</Stack>
      ) : shape === "grid" ? (
        <div className="grid2 even" aria-hidden>{each((i) => <div className="card" key={i}><Lines count={5} /></div>)}</div>
      ) : shape === "split" ? (
        <div className="split" aria-hidden><div className="card"><Lines count={lines + 2} /></div><div className="card"><Lines count={lines} /></div></div>
      ) : (
        <div className="card" aria-hidden><Lines count={lines} /></div>
      )}
    </div>
  );
}

function Lines({ count }: { count: number }) {
  return <Stack gap="md">{Array.from({ length: count }, (_, i) => <Skeleton key={i} height={i === 0 ? 26 : 16} width={i === 0 ? "45%" : `${92 - ((i * 17) % 40)}%`} />)}</Stack>;
}

interface EmptyProps {
  title: string;
  /** What to do next, in a sentence. */
  children?: ReactNode;
  icon?: IconName;
  /** The button that does it. */
  action?: ReactNode;
}

/** Nothing is there, and why that is no mistake. */
export function Empty({ title, children, icon, action }: EmptyProps) {
  return (
    <div className="card empty">
      {icon && <span className="empty-icon"><Icon name={icon} size={26} /></span>}
      <Text fw={600} fz="1.08rem">{title}</Text>
      {children && <Text component="div" c="var(--quiet)" mt={6} className="empty-say">{children}</Text>}
      {action && <div className="empty-do">{action}</div>}
    </div>
  );
}

interface LoadedProps<T> extends LoadingProps {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** What stands around waiting and failing, where the answer brings its own frame. */
  frame?: (state: ReactNode) => ReactNode;
}

/** A query's answer, or its waiting and failing. */
export function Loaded<T>({ query, children, frame = (state) => state, lines, shape }: LoadedProps<T>) {
  // What an answer draws for the first time is drawn in pieces, so that no click waits for all of it. Later changes show at once.
  const drawn = useDeferredValue(query.data !== undefined);
  if (query.data !== undefined && drawn) return <>{children(query.data)}</>;
  if (query.data === undefined && query.isError) return frame(<ErrorBox error={query.error} retry={() => void query.refetch()} />);
  return frame(<Loading lines={lines} shape={shape} />);
}
