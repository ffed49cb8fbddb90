import type en from "./en/pay";
import { words } from "./words";

export const tPay = await words<typeof en>("pay");
