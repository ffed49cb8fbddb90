import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { t } from "@/i18n/common";
import { ApiError, type FieldError } from "@/lib/errors";
import { Copy } from "./Copy";

interface Props {
  error: unknown;
  retry?: () => void;
  title?: string;
}

const NONE: FieldError[] = [];

/**
 * The sentence of an error, with the request id when somebody may have to look it up. Inside a form it leaves out what stands beside
 * the fields already, and brings the keyboard to the first of them.
 */
export function ErrorBox({ error, retry, title }: Props) {
  const api = error instanceof ApiError ? error : null;
  const expected = api !== null && api.status > 0 && api.status < 500;
  const box = useRef<HTMLDivElement>(null);
  const details = useDetails(box, api?.details ?? NONE);
  const wait = useWait(error, api?.retryAfter ?? 0);
  const waited = wait > 90 ? t.common.retryInMinutes(Math.ceil(wait / 60)) : t.common.retryIn(wait);
  return (
    <Alert ref={box} color="red" variant="light" title={title ?? (expected ? undefined : t.common.failed)} role="alert" radius="md" my="xs">
      <Stack gap="xs">
        <Text size="sm">{api ? api.message : error instanceof Error && error.message ? error.message : t.common.unknown}</Text>
        {details.map((d) => (
          <Text size="sm" key={d.path + d.msg}>{d.path}: {d.msg}</Text>
        ))}
        {wait > 0 && <Text size="sm" role="timer" aria-live="off">{waited}</Text>}
        {api?.requestId && !expected && (
          <div className="request-id">
            {t.common.requestId} <span className="mono">{api.requestId}</span>
            <Copy value={api.requestId} label={t.common.copyRequestId} />
          </div>
        )}
        {retry && api?.status !== 404 && api?.status !== 403 && (
          <Group>
            <Button size="xs" variant="light" color="red" disabled={wait > 0} onClick={retry}>{t.common.retry}</Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** Details that no field around shows. */
function useDetails(box: RefObject<HTMLDivElement | null>, details: FieldError[]): FieldError[] {
  const [left, setLeft] = useState(details);
  useLayoutEffect(() => {
    const form = box.current?.closest("form");
    if (!form || details.length === 0) return setLeft(details);
    const shown = [...form.querySelectorAll('[class*="-error"]')].map(({ textContent }) => textContent);
    setLeft(details.filter(({ msg }) => !shown.includes(msg)));
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [box, details]);
  return left;
}

/** Seconds left until it makes sense to ask again, counted from when this error came. */
function useWait(error: unknown, seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    setLeft(seconds);
    if (seconds <= 0) return;
    const until = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [error, seconds]);
  return left;
}
