import { useEffect, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { t } from "@/i18n/common";
import { useConnection } from "@/lib/connection";

const BACK_FOR_MS = 4000;

/** Says when what is shown may be old, and for a moment when it is fresh again. */
export function Connection() {
  const state = useConnection();
  const before = useRef(state);
  const [back, setBack] = useState(false);

  useEffect(() => {
    const returned = before.current !== "online" && state === "online";
    before.current = state;
    setBack(returned);
    if (!returned) return;
    const timer = setTimeout(() => setBack(false), BACK_FOR_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const said = state === "offline" ? t.app.offline : state === "waiting" ? t.app.waiting : back ? t.app.online : null;
  return (
    <div role="status" aria-live="polite">
      {said && <div className="connection" data-state={state}><Icon name={state === "online" ? "check" : "offline"} size={18} />{said}</div>}
    </div>
  );
}
