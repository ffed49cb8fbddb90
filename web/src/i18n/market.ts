import type en from "./en/market";
import { words } from "./words";

export const tMarket = await words<typeof en>("market");
