import type en from "./en/search";
import { words } from "./words";

export const tSearch = await words<typeof en>("search");
