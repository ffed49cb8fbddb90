import { expect, it } from "vitest";
import { checksummed } from "./checksum";

// The addresses of EIP-55's own test cases.
it.each(["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77"])("puts the checksum of %s into its capitals", (address) => {
  expect(checksummed(address.toLowerCase())).toBe(address);
});
