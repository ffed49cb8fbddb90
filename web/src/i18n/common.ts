import type en from "./en/common";
import { words } from "./words";

export const t = await words<typeof en>("common");
