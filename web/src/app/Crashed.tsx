import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { Link, useRouteError } from "react-router";
import { Page } from "@/components/Page";
import { Empty, ErrorBox, Loading } from "@/components/states";
import { t } from "@/i18n/common";
import { isMissingPart, reloadOnce, reloadWhenOnline } from "./newVersion";

/** A page failed to show, or to load. */
export function Crashed() {
  const error = useRouteError();
  const missing = isMissingPart(error);
  const [reloading] = useState(() => missing && reloadOnce());
  useEffect(() => (missing ? reloadWhenOnline() : undefined), [missing]);
  if (reloading) return <Loading />;
  const reload = <Button onClick={() => location.reload()}>{t.app.reload}</Button>;
  return (
    <Page title={t.app.crashed} narrow>
      {missing ? (
        <Empty icon={navigator.onLine ? "next" : "offline"} title={navigator.onLine ? t.app.newVersion : t.app.offline} action={reload} />
      ) : (
        <>
          <ErrorBox error={error} />
          <Empty title={t.app.crashedHint} action={<>{reload}<Button component={Link} to="/" variant="default">{t.app.home}</Button></>} />
        </>
      )}
    </Page>
  );
}

export function NotFound() {
  return (
    <Page title={t.app.notFound} narrow>
      <Empty icon="search" title={t.app.notFoundHint} action={<><Button component={Link} to="/">{t.app.home}</Button><Button component={Link} to="/search" variant="default">{t.app.openSearch}</Button></>} />
    </Page>
  );
}
