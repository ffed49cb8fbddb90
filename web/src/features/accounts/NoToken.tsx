import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Page } from "@/components/Page";
import { Empty } from "@/components/states";
import { tAccess } from "@/i18n/access";
import { t } from "@/i18n/common";

/** Somebody opened the page of a letter's link without the link; `to` is where to ask for another. */
export function NoToken({ title, to, ask }: { title: string; to?: string; ask?: string }) {
  return (
    <Page title={title} narrow>
      <Empty title={tAccess.reset.noToken}>
        <Button component={Link} to={to ?? "/"} mt="md" variant="default">{ask ?? t.app.home}</Button>
      </Empty>
    </Page>
  );
}
