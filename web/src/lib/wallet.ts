// A wallet in the page: EIP-6963 discovery, EIP-1193 requests. No library, because paying needs four calls.
import { useEffect, useState } from "react";

export interface Eip1193 {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>;
}

export interface Wallet {
  id: string;
  name: string;
  provider: Eip1193;
}

interface Announcement extends Event {
  detail: { info: { uuid: string; name: string }; provider: Eip1193 };
}

/** Wallets that announced themselves, or the one at `window.ethereum`. */
export function useWallets(): Wallet[] {
  const [wallets, setWallets] = useState<Wallet[]>([]);
  useEffect(() => {
    const found = (event: Event) => {
      const { info, provider } = (event as Announcement).detail;
      setWallets((known) => (known.some((w) => w.id === info.uuid) ? known : [...known, { id: info.uuid, name: info.name, provider }]));
    };
    window.addEventListener("eip6963:announceProvider", found);
    window.dispatchEvent(new Event("eip6963:requestProvider"));
    return () => window.removeEventListener("eip6963:announceProvider", found);
  }, []);
  const injected = (globalThis as { ethereum?: Eip1193 }).ethereum;
  if (wallets.length === 0 && injected) return [{ id: "injected", name: "Browser wallet", provider: injected }];
  return wallets;
}

export interface Transfer {
  chainId: number;
  /** Token contract; null for the native coin. */
  contract: string | null;
  to: string;
  /** Base units, decimal. */
  amount: string;
}

/** `transfer(address,uint256)` of ERC-20. */
export function transferData(to: string, amount: string): string {
  const word = (hex: string) => hex.toLowerCase().padStart(64, "0");
  return `0xa9059cbb${word(to.replace(/^0x/, ""))}${word(BigInt(amount).toString(16))}`;
}

/** The transaction that pays, for `eth_sendTransaction`. */
export function transaction(from: string, transfer: Transfer): Record<string, string> {
  if (transfer.contract) return { from, to: transfer.contract, value: "0x0", data: transferData(transfer.to, transfer.amount) };
  return { from, to: transfer.to, value: `0x${BigInt(transfer.amount).toString(16)}` };
}

/** Asks the wallet to pay; the answer is the transaction's hash. */
export async function payWith(wallet: Eip1193, transfer: Transfer): Promise<string> {
  const [from] = (await wallet.request({ method: "eth_requestAccounts" })) as string[];
  if (!from) throw new Error("The wallet shared no account.");
  const chainId = `0x${transfer.chainId.toString(16)}`;
  if (BigInt((await wallet.request({ method: "eth_chainId" })) as string) !== BigInt(transfer.chainId))
    await wallet.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
  // Looked at again: a wallet may say yes to the switch and stay where it is.
  if (BigInt((await wallet.request({ method: "eth_chainId" })) as string) !== BigInt(transfer.chainId)) throw new Error("The wallet is on another network.");
  return (await wallet.request({ method: "eth_sendTransaction", params: [transaction(from, transfer)] })) as string;
}
