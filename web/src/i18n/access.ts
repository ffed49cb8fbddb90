import type en from "./en/access";
import { words } from "./words";

export const tAccess = await words<typeof en>("access");
