import type en from "./en/settings";
import { words } from "./words";

export const tSettings = await words<typeof en>("settings");
