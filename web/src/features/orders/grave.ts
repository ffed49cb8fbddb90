import type { ActionKind } from "@/lib/types";

/** What ends the deal, or sets the sides against each other: drawn in red wherever it is offered. */
export const GRAVE: ActionKind[] = ["refund", "open_dispute", "cancel"];
