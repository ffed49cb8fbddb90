import type en from "./en/order";
import { words } from "./words";

export const tOrder = await words<typeof en>("order");
