import type en from "./en/copy";
import { words } from "./words";

export const tCopy = await words<typeof en>("copy");
