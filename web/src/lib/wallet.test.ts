import { describe, expect, it } from "vitest";
import { type Eip1193, payWith, transaction, transferData } from "./wallet";

const TO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

function wallet(chain: string, obeys = true) {
  const calls: string[] = [];
  const provider: Eip1193 = {
    async request({ method, params }) {
      calls.push(method);
      if (method === "eth_requestAccounts") return ["0xf39f"];
      if (method === "eth_chainId") return chain;
      if (method === "wallet_switchEthereumChain" && obeys) chain = (params as [{ chainId: string }])[0].chainId;
      return method === "eth_sendTransaction" ? "0xhash" : null;
    },
  };
  return { provider, calls };
}

describe("a payment by wallet", () => {
  it("encodes the token transfer as the ABI says", () => {
    expect(transferData(TO, "1500000")).toBe(
      "0xa9059cbb00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8000000000000000000000000000000000000000000000000000000000016e360",
    );
  });

  it("sends native coins as value, exact beyond 2^53", () => {
    const sent = transaction("0xf39f", { chainId: 1, contract: null, to: TO, amount: "9007199254740993" });
    expect(BigInt(sent.value as string)).toBe(9007199254740993n);
    expect(sent.data).toBeUndefined();
  });

  it("switches the network first, and only when needed", async () => {
    const there = wallet("0x7a69");
    await payWith(there.provider, { chainId: 31337, contract: null, to: TO, amount: "1" });
    expect(there.calls).not.toContain("wallet_switchEthereumChain");
    const elsewhere = wallet("0x1");
    expect(await payWith(elsewhere.provider, { chainId: 31337, contract: TO, to: TO, amount: "1" })).toBe("0xhash");
    expect(elsewhere.calls).toContain("wallet_switchEthereumChain");
  });

  it("pays nothing on a wrong network", async () => {
    const stubborn = wallet("0x1", false);
    await expect(payWith(stubborn.provider, { chainId: 31337, contract: null, to: TO, amount: "1" })).rejects.toThrow("another network");
    expect(stubborn.calls).not.toContain("eth_sendTransaction");
  });
});
