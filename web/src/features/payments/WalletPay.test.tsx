// @vitest-environment happy-dom
// Paying with a wallet of the browser: found by EIP-6963, connected, switched, and never paid with on another network.
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { show } from "@/components/testing";
import { keys } from "@/lib/keys";
import type { Eip1193 } from "@/lib/wallet";
import { ADDRESS, payment } from "./samples";
import { WalletPay } from "./WalletPay";

const ME = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const stops: (() => void)[] = [];

afterEach(() => {
  cleanup();
  for (const stop of stops.splice(0)) stop();
});

interface Manners {
  chain?: string;
  throws?: Record<string, unknown>;
}

/** A wallet that announces itself, as an extension does. */
function announce(name: string, { chain = "0x7a69", throws = {} }: Manners = {}) {
  const methods: string[] = [];
  const provider: Eip1193 = {
    async request({ method, params }) {
      methods.push(method);
      if (method in throws) throw throws[method];
      if (method === "eth_requestAccounts") return [ME];
      if (method === "eth_chainId") return chain;
      if (method === "wallet_switchEthereumChain") chain = (params as [{ chainId: string }])[0].chainId;
      return method === "eth_sendTransaction" ? `0x${"cd".repeat(32)}` : null;
    },
  };
  const detail = { info: { uuid: name, name, icon: name === "Fox" ? "data:image/svg+xml,<svg/>" : "https://tracker.example/x.png" }, provider };
  const tell = () => void window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  window.addEventListener("eip6963:requestProvider", tell);
  stops.push(() => window.removeEventListener("eip6963:requestProvider", tell));
  return methods;
}

const draw = () => {
  show(<WalletPay payment={payment()} to={{ chainId: 31337, address: ADDRESS }} amount="120000000" />, { known: [[keys.dev, { chainId: 1 }], [keys.networks.all, []]] });
  return userEvent.setup();
};
const press = async (user: ReturnType<typeof userEvent.setup>, name: string) => user.click(await screen.findByRole("button", { name }));

describe("wallets of this browser", () => {
  it("are all listed, with pictures only where nothing is loaded for them", () => {
    announce("Fox");
    announce("Rabbit");
    draw();
    expect(screen.getByRole("button", { name: "Connect Fox" }).querySelector("img")).not.toBeNull();
    expect(screen.getByRole("button", { name: "Connect Rabbit" }).querySelector("img")).toBeNull();
  });

  it("pay what is asked, and say that it was sent, not that it has arrived", async () => {
    const methods = announce("Fox");
    const user = draw();
    await press(user, "Connect Fox");
    await press(user, "Pay 120 tUSD");
    expect(await screen.findByText("Your wallet has sent it")).toBeTruthy();
    expect(methods).toContain("eth_sendTransaction");
    expect(screen.queryByRole("button", { name: "Pay 120 tUSD" })).toBeNull();
  });

  it("on another network are asked to switch before anything", async () => {
    const methods = announce("Fox", { chain: "0x1" });
    const user = draw();
    await press(user, "Connect Fox");
    expect(await screen.findByText("Your wallet is on another network (chain 1). This payment is on Development chain.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Pay 120 tUSD" })).toBeNull();
    await press(user, "Switch to Development chain");
    await press(user, "Pay 120 tUSD");
    expect(methods.indexOf("wallet_switchEthereumChain")).toBeLessThan(methods.indexOf("eth_sendTransaction"));
  });

  it.each([
    ["eth_requestAccounts", { code: 4001 }, "You declined it in the wallet. Nothing was sent."],
    ["eth_requestAccounts", { code: -32002 }, "The wallet is still waiting for an answer to an earlier question"],
  ])("say in words why %s fails", async (method, thrown, words) => {
    announce("Fox", { throws: { [method]: thrown } });
    const user = draw();
    await press(user, "Connect Fox");
    expect((await screen.findByRole("alert")).textContent).toContain(words);
  });

  it.each([
    [{ code: 4001 }, "You declined it in the wallet. Nothing was sent."],
    [{ code: -32000, message: "insufficient funds for transfer" }, "There is not enough in this account"],
    [{ code: 4100 }, "The wallet is locked"],
    [{ message: "boom" }, "it may have been sent all the same"],
  ])("say in words why a payment fails: %j", async (thrown, words) => {
    announce("Fox", { throws: { eth_sendTransaction: thrown } });
    const user = draw();
    await press(user, "Connect Fox");
    await press(user, "Pay 120 tUSD");
    expect((await screen.findByRole("alert")).textContent).toContain(words);
  });

  it("say so when the network is unknown to them", async () => {
    announce("Fox", { chain: "0x1", throws: { wallet_switchEthereumChain: { code: 4902 } } });
    const user = draw();
    await press(user, "Connect Fox");
    await press(user, "Switch to Development chain");
    expect((await screen.findByRole("alert")).textContent).toContain("The wallet does not know this network");
  });
});
