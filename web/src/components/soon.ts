// What is typed goes into the address after a pause, but not too late: the way back leads to what stood there.
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect } from "react";

/** `act`, after a pause of so many milliseconds, or before whatever a click within the pause does: it may lead to another page. */
export function useSoon(act: (text: string) => void, pause: number) {
  const soon = useDebouncedCallback(act, pause);
  useEffect(() => {
    const now = () => soon.flush();
    document.addEventListener("click", now, true);
    return () => document.removeEventListener("click", now, true);
  }, [soon]);
  return soon;
}
