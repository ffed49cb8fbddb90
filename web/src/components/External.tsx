import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n/common";

/** A link out of the platform: marked, in a tab of its own, and the other side isn't told where from. */
export function External({ href, children, className }: { href: string; children: ReactNode; className?: string }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={className}>
      {children}
      <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden className="flip" style={{ marginInlineStart: 4, verticalAlign: "-0.05em" }}>
        <path d="M4.500 2.500h-2v7h7v-2M7 2h3v3M10 2 5.500 6.500" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <VisuallyHidden> ({t.common.newTab})</VisuallyHidden>
    </a>
  );
}
