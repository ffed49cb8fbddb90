import { Anchor, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";
import { t } from "@/i18n/common";

interface Props {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; label: string };
  narrow?: boolean;
  children: ReactNode;
}

/** What stands in the browser's tab and is read out when the page has come. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t.app.name}`;
  }, [title]);
}

/** A page with its heading, which is also the title of the document. */
export function Page({ title, subtitle, actions, back, narrow, children }: Props) {
  useTitle(title);
  return (
    <div className={narrow ? "narrow" : undefined}>
      {back && (
        <Anchor component={Link} to={back.to} size="sm" c="var(--quiet)" mb={8} display="inline-flex" style={{ alignItems: "center", gap: 6 }}>
          <span className="flip" aria-hidden>←</span>
          {back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" mb="lg" gap="md">
        <div style={{ minWidth: 0, flex: "1 1 320px" }}>
          <Title order={1} style={{ overflowWrap: "anywhere", textWrap: "balance" }}>
            {title}
          </Title>
          {subtitle && (
            <Text component="div" c="var(--quiet)" mt={6}>
              {subtitle}
            </Text>
          )}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </div>
  );
}
