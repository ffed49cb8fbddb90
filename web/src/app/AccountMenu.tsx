// The person's own menu. What it holds is loaded when somebody reaches for it.
import { Avatar, UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { t } from "@/i18n/common";
import type { User } from "@/lib/types";

const load = () => import("./AccountDropdown");
const Dropdown = lazy(load);

export function AccountMenu({ user }: { user: User }) {
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState(false);
  const target = (
    <UnstyledButton
      className="person"
      aria-label={`${t.nav.account}: ${user.displayName}`}
      aria-haspopup="dialog"
      aria-expanded={opened}
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => {
        setWanted(true);
        setOpened(!opened);
      }}
    >
      <Avatar radius="xl" size={34} color="trust" name={user.displayName} src={user.avatar} alt="" />
    </UnstyledButton>
  );
  if (!wanted) return target;
  return <Suspense fallback={target}><Dropdown user={user} opened={opened} onChange={setOpened}>{target}</Dropdown></Suspense>;
}
