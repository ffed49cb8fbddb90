import type en from "./en/staff";
import { words } from "./words";

export const tStaff = await words<typeof en>("staff");
