import type en from "./en/money";
import { words } from "./words";

export const tMoney = await words<typeof en>("money");
