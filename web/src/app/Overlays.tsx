// Loads what lies over the page when it is first wanted, and listens to the keys that open it.
import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";
import type { User } from "@/lib/types";
import { type Overlay, overlay, useOverlay } from "./overlay";
import { listen } from "./hotkeys";

interface Props {
  user: User | null;
  opened: boolean;
}

const PARTS: Record<Overlay, ComponentType<Props>> = {
  palette: lazy(() => import("./Palette")),
  sheet: lazy(() => import("./MoreSheet")),
  shortcuts: lazy(() => import("./Shortcuts")),
};

export function Overlays({ user }: { user: User | null }) {
  const shown = useOverlay();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  // Once loaded, a part stays, so that it can close in its own time and give the focus back.
  const wanted = useRef(new Set<Overlay>());
  if (shown) wanted.current.add(shown);

  useEffect(() => listen(user, (to) => void navigate(to)), [user, navigate]);
  useEffect(() => overlay.close(), [pathname]);

  return (
    <>
      {[...wanted.current].map((part) => {
        const Part = PARTS[part];
        return <Suspense key={part}><Part user={user} opened={shown === part} /></Suspense>;
      })}
    </>
  );
}
