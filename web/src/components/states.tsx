// What a page shows while it waits, when there is nothing, and when something went wrong.
import { Alert, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "@/i18n/common";
import { ApiError } from "@/lib/errors";

export function Loading({ lines = 4 }: { lines?: number }) {
  return (
    <div className="card" role="status" aria-label={t.common.loading}>
      <Stack gap="md">
        {Array.from({ length: lines }, (_, i) => (
          <Skeleton key={i} height={i === 0 ? 26 : 18} width={i === 0 ? "45%" : `${92 - ((i * 17) % 40)}%`} />
        ))}
      </Stack>
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="card" style={{ textAlign: "center", padding: "48px 24px" }}>
      <Text fw={600}>{title}</Text>
      {children && (
        <Text component="div" c="var(--quiet)" mt={6}>
          {children}
        </Text>
      )}
    </div>
  );
}

/** The sentence of an error, with the request id when somebody may have to look it up. */
export function ErrorBox({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }) {
  const api = error instanceof ApiError ? error : null;
  const expected = api !== null && api.status > 0 && api.status < 500;
  return (
    <Alert color="red" variant="light" title={title ?? (expected ? undefined : t.common.failed)} role="alert" radius="md">
      <Stack gap="xs">
        <Text size="sm">{api ? api.message : error instanceof Error ? error.message : t.common.unknown}</Text>
        {api?.details.map((d) => (
          <Text size="sm" key={d.path + d.msg}>
            {d.path}: {d.msg}
          </Text>
        ))}
        {api?.requestId && !expected && (
          <Text size="xs" c="dimmed">
            {t.common.requestId} <span className="mono">{api.requestId}</span>
          </Text>
        )}
        {retry && api?.status !== 404 && (
          <Group>
            <Button size="xs" variant="light" color="red" onClick={retry}>
              {t.common.retry}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** A query's answer, or its waiting and failing. */
export function Loaded<T>({ query, children, lines }: { query: UseQueryResult<T>; children: (data: T) => ReactNode; lines?: number }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorBox error={query.error} retry={() => void query.refetch()} />;
  return <Loading lines={lines} />;
}
