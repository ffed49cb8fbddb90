import type en from "./en/selling";
import { words } from "./words";

export const tSelling = await words<typeof en>("selling");
