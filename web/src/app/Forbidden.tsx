import { Button } from "@mantine/core";
import { Link } from "react-router";
import { Page } from "@/components/Page";
import { Empty } from "@/components/states";
import { signOut } from "@/features/accounts/api";
import { t } from "@/i18n/common";
import { list } from "@/i18n/format";
import type { Role, User } from "@/lib/types";

const named = (roles: Role[]) => list(roles.map((role) => t.roles[role]));

/** Says which role is missing, and what can be done about it. Signing out leaves the address: signing in leads back to it. */
export function Forbidden({ user, needed }: { user: User; needed: Role[] }) {
  const action = (
    <>
      <Button variant="default" component={Link} to="/">{t.app.home}</Button>
      <Button variant="subtle" color="gray" onClick={() => void signOut()}>{t.auth.otherAccount}</Button>
    </>
  );
  return (
    <Page title={t.auth.forbidden} narrow>
      <Empty icon="lock" title={t.auth.reason(named(needed))} action={action}>
        {user.roles.length > 0 ? t.auth.have(named(user.roles)) : t.auth.haveNone} {t.auth.whatNow}
      </Empty>
    </Page>
  );
}
