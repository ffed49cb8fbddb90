import type en from "./en/system";
import { words } from "./words";

export const tSystem = await words<typeof en>("system");
