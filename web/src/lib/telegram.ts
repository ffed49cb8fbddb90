// Opened as a Mini App, Telegram tells the page who has opened it, signed, in the address's fragment. Read once, when the page loads.

const data = new URLSearchParams(globalThis.location?.hash.slice(1) ?? "").get("tgWebAppData");

/** The signed init data; null in an ordinary browser. Good once, for some minutes. */
export const telegramInitData: string | null = data;

// It signs its owner in, so it stays in no history.
if (data) history.replaceState(history.state, "", location.pathname + location.search);
