import type en from "./en/shop";
import { words } from "./words";

export const tShop = await words<typeof en>("shop");
