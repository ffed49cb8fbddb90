import type en from "./en/people";
import { words } from "./words";

export const tPeople = await words<typeof en>("people");
