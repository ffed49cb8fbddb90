// The person's own menu. What it holds is loaded when somebody reaches for it.
import { UnstyledButton } from "@mantine/core";
import { lazy, Suspense, useRef, useState } from "react";
import { t } from "@/i18n/common";
import type { User } from "@/lib/types";

const load = () => import("./AccountDropdown");
const Dropdown = lazy(load);

/** The first letters of the first and last word. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}

export function AccountMenu({ user }: { user: User }) {
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // The first opening draws the button anew, so nobody else knows where the keyboard came from.
  const change = (next: boolean) => {
    setOpened(next);
    if (!next) button.current?.focus({ preventScroll: true });
  };
  const target = (
    <UnstyledButton
      ref={button}
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
      {user.avatar ? <img className="face" src={user.avatar} alt="" width={34} height={34} /> : <span className="face" data-initials={initials(user.displayName)} />}
    </UnstyledButton>
  );
  if (!wanted) return target;
  return <Suspense fallback={target}><Dropdown user={user} opened={opened} onChange={change}>{target}</Dropdown></Suspense>;
}
