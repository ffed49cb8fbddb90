import type en from "./en/landing";
import { words } from "./words";

export const tLanding = await words<typeof en>("landing");
