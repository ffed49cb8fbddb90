// Copying, and what to compare.

export default {
  same: "Copied. The clipboard holds exactly this.",
  compare: (first: string, last: string) => `Copied. After pasting, compare the beginning ${first} and the end ${last}.`,
  check: "Check the clipboard",
  differentTitle: "Stop: the clipboard holds something else",
  different: "A program on this device may be exchanging addresses. Don't paste it. Scan the code or use a wallet in this browser, and have the device checked.",
  failed: "It could not be copied. Select it and copy it by hand.",
};
