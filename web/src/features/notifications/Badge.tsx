import type { ReactNode } from "react";
import { t } from "@/i18n/common";
import { num } from "@/i18n/format";

/** A number at the corner of what it counts. */
export function Badge({ count, children }: { count: number; children: ReactNode }) {
  return (
    <span className="badged">
      {children}
      {count > 0 && <span className="badge" aria-hidden>{count > 99 ? `${num(99)}+` : num(count)}</span>}
      {count > 0 && <span className="unseen">{t.note.unread(count)}</span>}
    </span>
  );
}
