import { describe, expect, it } from "vitest";
import { connect, type Eip1193, listen, payFrom, safeIcon, switchTo, transaction, transferData, troubleOf } from "./wallet";

const TO = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const ME = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

interface Manners {
  chain?: string;
  accounts?: unknown;
  /** What a method throws instead of answering. */
  throws?: Record<string, unknown>;
  /** Says yes to a switch, and stays. */
  stubborn?: boolean;
  /** Networks it knows. */
  knows?: string[];
}

/** A wallet as they are, and as they shouldn't be. */
function wallet({ chain = "0x7a69", accounts = [ME], throws = {}, stubborn = false, knows }: Manners = {}) {
  const calls: { method: string; params?: unknown[] }[] = [];
  const known = new Set(knows ?? ["0x7a69", "0x1", "0x89"]);
  const provider: Eip1193 = {
    async request({ method, params }) {
      calls.push({ method, params });
      if (method in throws) throw throws[method];
      if (method === "eth_requestAccounts") return accounts;
      if (method === "eth_chainId") return chain;
      const wanted = (params?.[0] as { chainId?: string } | undefined)?.chainId ?? "";
      if (method === "wallet_addEthereumChain") known.add(wanted);
      if (method === "wallet_switchEthereumChain") {
        if (!known.has(wanted)) throw { code: 4902, message: "Unrecognized chain ID" };
        if (!stubborn) chain = wanted;
      }
      return method === "eth_sendTransaction" ? "0xhash" : null;
    },
  };
  return { provider, methods: () => calls.map((call) => call.method), calls };
}

const transfer = { chainId: 31337, contract: null, to: TO, amount: "1" };

describe("a payment by wallet", () => {
  it("encodes the token transfer as the ABI says", () => {
    expect(transferData(TO, "1500000")).toBe(
      "0xa9059cbb00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8000000000000000000000000000000000000000000000000000000000016e360",
    );
  });

  it("sends native coins as value, exact beyond 2^53", () => {
    const sent = transaction(ME, { ...transfer, amount: "9007199254740993" });
    expect(BigInt(sent.value as string)).toBe(9007199254740993n);
    expect(sent.data).toBeUndefined();
  });

  it("names the network in what it asks to be signed", async () => {
    const { provider, calls } = wallet();
    expect(await payFrom(provider, ME, transfer)).toBe("0xhash");
    expect(calls.at(-1)?.params?.[0]).toMatchObject({ chainId: "0x7a69", from: ME, to: TO });
  });

  it("sends nothing on another network", async () => {
    const { provider, methods } = wallet({ chain: "0x1" });
    await expect(payFrom(provider, ME, transfer)).rejects.toMatchObject({ trouble: "wrongChain" });
    expect(methods()).not.toContain("eth_sendTransaction");
  });

  it("sends nothing from another account than the one shown", async () => {
    const { provider, methods } = wallet({ accounts: [TO] });
    await expect(payFrom(provider, ME, transfer)).rejects.toMatchObject({ trouble: "noAccount" });
    expect(methods()).not.toContain("eth_sendTransaction");
  });
});

describe("connecting and switching", () => {
  it("says which account and network there are", async () => {
    expect(await connect(wallet({ chain: "0x89" }).provider)).toEqual({ account: ME, chainId: 137 });
  });

  it.each([[[]], [null], [["", 1]], [[7]]])("takes %j for no account", async (accounts) => {
    await expect(connect(wallet({ accounts }).provider)).rejects.toMatchObject({ trouble: "noAccount" });
  });

  it("switches", async () => {
    const { provider, methods } = wallet({ chain: "0x1" });
    await switchTo(provider, 31337);
    expect(methods()).toEqual(["wallet_switchEthereumChain", "eth_chainId"]);
  });

  it("adds a network that the wallet doesn't know and we do", async () => {
    const { provider, calls } = wallet({ chain: "0x1", knows: ["0x1"] });
    await switchTo(provider, 137);
    const added = calls.find((call) => call.method === "wallet_addEthereumChain")?.params?.[0] as { rpcUrls: string[] };
    expect(added).toMatchObject({ chainId: "0x89", nativeCurrency: { symbol: "POL", decimals: 18 } });
    expect(added.rpcUrls.every((url) => url.startsWith("https://"))).toBe(true);
  });

  it("says so when nobody knows the network", async () => {
    await expect(switchTo(wallet({ chain: "0x1", knows: ["0x1"] }).provider, 31337)).rejects.toMatchObject({ trouble: "unknownChain" });
  });

  it("believes no wallet that says yes and stays", async () => {
    await expect(switchTo(wallet({ chain: "0x1", stubborn: true }).provider, 31337)).rejects.toMatchObject({ trouble: "wrongChain" });
  });

  it("hears of another account and network, until told to stop", () => {
    const heard: unknown[] = [];
    const listeners = new Map<string, (value: never) => void>();
    const provider: Eip1193 = {
      request: async () => null,
      on: (event, listener) => listeners.set(event, listener),
      removeListener: (event) => listeners.delete(event),
    };
    const stop = listen(provider, (change) => heard.push(change));
    listeners.get("accountsChanged")?.([TO] as never);
    listeners.get("chainChanged")?.("0x89" as never);
    listeners.get("accountsChanged")?.([] as never);
    expect(heard).toEqual([{ account: TO }, { chainId: 137 }, null]);
    stop();
    expect(listeners.size).toBe(0);
  });
});

describe("what wallets throw", () => {
  it.each([
    [{ code: 4001, message: "User rejected the request." }, "refused"],
    [{ code: -32002, message: "Request already pending" }, "busy"],
    [{ code: 4100 }, "locked"],
    [{ code: -32603, data: { originalError: { code: 4902 } }, message: "Internal" }, "unknownChain"],
    [{ code: -32000, message: "insufficient funds for gas * price + value" }, "funds"],
    [{ code: 4900 }, "offline"],
    [new Error("User denied transaction"), "refused"],
    [{ code: -32601, message: "method not found" }, "unable"],
    ["boom", "failed"],
    [undefined, "failed"],
  ])("%j is %s", (thrown, trouble) => {
    expect(troubleOf(thrown).trouble).toBe(trouble);
  });
});

describe("an icon", () => {
  it("is shown only when nothing is loaded for it", () => {
    expect(safeIcon("data:image/svg+xml,<svg/>")).not.toBeNull();
    expect(safeIcon("data:image/png;base64,AAAA")).not.toBeNull();
    for (const bad of ["https://evil.example/track.png", "javascript:alert(1)", "data:text/html,<script>", 7, undefined, `data:image/png;${"a".repeat(200_000)}`]) expect(safeIcon(bad)).toBeNull();
  });
});
