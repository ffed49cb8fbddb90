import type en from "./en/goods";
import { words } from "./words";

export const tGoods = await words<typeof en>("goods");
