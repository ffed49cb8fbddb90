import { useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";

/** A page that waits for what it shows sets its title late; after this long nobody waits for it any more. */
const TITLE_WITHIN_MS = 5000;

/** Tells those who don't see it which page has come: its title, once it is known. */
export function Announcer() {
  const { pathname } = useLocation();
  const first = useRef(true);
  const [said, say] = useState("");

  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const element = document.querySelector("title");
    if (!element) return;
    const tell = () => say(document.title);
    tell();
    const observer = new MutationObserver(tell);
    observer.observe(element, { childList: true, characterData: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), TITLE_WITHIN_MS);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [pathname]);

  return <div className="unseen" aria-live="polite" aria-atomic>{said}</div>;
}
