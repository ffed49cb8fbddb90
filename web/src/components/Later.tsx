// Dialogs whose code is loaded when they are first opened.
import { type ReactNode, Suspense, useEffect, useRef, useState } from "react";

interface Props {
  opened: boolean;
  /** A lazy component, which is given whether it is open. */
  children: (opened: boolean) => ReactNode;
}

/** Once opened, what it holds stays, so that it can close in its own time and give the focus back. */
export function Later({ opened, children }: Props) {
  const wanted = useRef(false);
  wanted.current ||= opened;
  return wanted.current ? <Suspense><Closed opened={opened}>{children}</Closed></Suspense> : null;
}

/** A dialog remembers where the focus was when it goes from closed to open, so it is drawn closed first. */
function Closed({ opened, children }: Props) {
  const [there, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return children(opened && there);
}

/** For the button that opens it: loads it when somebody reaches for the button. */
export function ahead(load: () => Promise<unknown>) {
  // What couldn't be loaded ahead is asked for again on opening, and fails there if it must.
  const now = () => void load().catch(() => {});
  return { onPointerEnter: now, onFocus: now };
}
