import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import "./notice.css";

export type Tone = "trust" | "orange" | "blue" | "gray" | "red";

interface Props {
  tone: Tone;
  title?: ReactNode;
  /** `note` where it just stands there, `status` where it comes up, `alert` where it must be heard at once. */
  role?: "note" | "status" | "alert";
  children?: ReactNode;
}

/** Something to know about what is on the page. Calm in both themes; the text is always the page's own colour. */
export function Notice({ tone, title, role = "note", children }: Props) {
  return (
    <div className="notice" data-tone={tone} role={role}>
      {title && <Text fw={650} mb={children ? 4 : 0}>{title}</Text>}
      {typeof children === "string" ? <Text size="sm">{children}</Text> : children}
    </div>
  );
}
