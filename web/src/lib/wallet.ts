// A wallet in the page: EIP-6963 discovery, EIP-1193 requests. No library, because paying needs five calls.
import { useEffect, useState } from "react";
import { t } from "@/i18n/common";
import { chainOf } from "./chains";

export interface Eip1193 {
  request(call: { method: string; params?: unknown[] }): Promise<unknown>;
  on?(event: string, listener: (value: never) => void): unknown;
  removeListener?(event: string, listener: (value: never) => void): unknown;
}

export interface Wallet {
  id: string;
  name: string;
  /** A picture inside its own address; nothing is loaded for it. */
  icon: string | null;
  provider: Eip1193;
}

interface Announcement extends Event {
  detail: { info: { uuid: string; name: string; icon?: unknown }; provider: Eip1193 };
}

/** The icon, if it is a picture in a `data:` address: another would tell a stranger who pays here. */
export function safeIcon(icon: unknown): string | null {
  return typeof icon === "string" && /^data:image\/(png|jpeg|webp|gif|svg\+xml)[;,]/.test(icon) && icon.length <= 100_000 ? icon : null;
}

/** Wallets that announced themselves, or the one at `window.ethereum`. */
export function useWallets(): Wallet[] {
  const [wallets, setWallets] = useState<Wallet[]>([]);
  useEffect(() => {
    const found = (event: Event) => {
      const { info, provider } = (event as Announcement).detail;
      const wallet = { id: info.uuid, name: info.name.slice(0, 40), icon: safeIcon(info.icon), provider };
      setWallets((known) => (known.some((w) => w.id === info.uuid) ? known : [...known, wallet]));
    };
    window.addEventListener("eip6963:announceProvider", found);
    window.dispatchEvent(new Event("eip6963:requestProvider"));
    return () => window.removeEventListener("eip6963:announceProvider", found);
  }, []);
  const injected = (globalThis as { ethereum?: Eip1193 }).ethereum;
  if (wallets.length === 0 && injected) return [{ id: "injected", name: t.common.browserWallet, icon: null, provider: injected }];
  return wallets;
}

/** Why a wallet did not do what was asked. The page says it in words. */
export type WalletTrouble =
  | "refused" | "busy" | "locked" | "noAccount" | "unknownChain" | "wrongChain" | "offline" | "funds" | "unable" | "failed";

class WalletError extends Error {
  constructor(
    readonly trouble: WalletTrouble,
    /** The wallet's own words, if it had any. */
    readonly said: string | null = null,
  ) {
    super(trouble);
    this.name = "WalletError";
  }
}

const CODES: Record<number, WalletTrouble> = {
  4001: "refused", 5000: "refused", 4100: "locked", 4200: "unable", 4900: "offline", 4901: "offline", 4902: "unknownChain", [-32002]: "busy", [-32003]: "funds", [-32601]: "unable",
};

/** Wallets throw plain objects, some with the real code inside. */
export function troubleOf(thrown: unknown): WalletError {
  if (thrown instanceof WalletError) return thrown;
  const { code, message, data } = (thrown ?? {}) as { code?: unknown; message?: unknown; data?: { originalError?: { code?: unknown } } };
  const said = typeof message === "string" ? message.slice(0, 300) : null;
  const inner = data?.originalError?.code;
  const known = (typeof inner === "number" ? CODES[inner] : undefined) ?? (typeof code === "number" ? CODES[code] : undefined);
  if (known) return new WalletError(known, said);
  if (said && /insufficient funds|exceeds balance/i.test(said)) return new WalletError("funds", said);
  if (said && /reject|denied|cancel/i.test(said)) return new WalletError("refused", said);
  return new WalletError("failed", said);
}

async function ask<T>(wallet: Eip1193, method: string, params?: unknown[]): Promise<T> {
  try {
    return (await wallet.request({ method, params })) as T;
  } catch (thrown) {
    throw troubleOf(thrown);
  }
}

/** Where a wallet stands: the account it shares, and its network. */
export interface Standing {
  account: string;
  chainId: number;
}

const chainNumber = (answer: unknown) => Number(BigInt(answer as string));

/** Asks the person to share an account. */
export async function connect(wallet: Eip1193): Promise<Standing> {
  const accounts = await ask<unknown>(wallet, "eth_requestAccounts");
  const account = Array.isArray(accounts) && typeof accounts[0] === "string" ? accounts[0] : null;
  if (!account) throw new WalletError("noAccount");
  return { account, chainId: chainNumber(await ask(wallet, "eth_chainId")) };
}

/** Moves the wallet to a network, and adds the network where the wallet doesn't know it and we do. */
export async function switchTo(wallet: Eip1193, chainId: number): Promise<void> {
  const params = [{ chainId: `0x${chainId.toString(16)}` }];
  try {
    await ask(wallet, "wallet_switchEthereumChain", params);
  } catch (thrown) {
    const chain = chainOf(chainId);
    if (!(thrown instanceof WalletError) || thrown.trouble !== "unknownChain" || !chain) throw thrown;
    await ask(wallet, "wallet_addEthereumChain", [chain]);
    // Adding offers to switch, too, but not in every wallet.
    await ask(wallet, "wallet_switchEthereumChain", params);
  }
  // Looked at again: a wallet may say yes to the switch and stay where it is.
  if (chainNumber(await ask(wallet, "eth_chainId")) !== chainId) throw new WalletError("wrongChain");
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

/** Asks the wallet to pay from an account; the answer is the transaction's hash. Refused while the wallet is on another network. */
export async function payFrom(wallet: Eip1193, from: string, transfer: Transfer): Promise<string> {
  const now = await connect(wallet);
  if (now.chainId !== transfer.chainId) throw new WalletError("wrongChain");
  if (now.account.toLowerCase() !== from.toLowerCase()) throw new WalletError("noAccount");
  // With the network in it, a wallet that moves between these two calls refuses as well.
  const request = { ...transaction(from, transfer), chainId: `0x${transfer.chainId.toString(16)}` };
  return ask<string>(wallet, "eth_sendTransaction", [request]);
}

/** Tells of another account or network chosen in the wallet; answers how to stop. */
export function listen(wallet: Eip1193, changed: (change: Partial<Standing> | null) => void): () => void {
  const accounts = (list: string[]) => changed(list[0] ? { account: list[0] } : null);
  const chain = (id: string) => changed({ chainId: chainNumber(id) });
  wallet.on?.("accountsChanged", accounts);
  wallet.on?.("chainChanged", chain);
  return () => {
    wallet.removeListener?.("accountsChanged", accounts);
    wallet.removeListener?.("chainChanged", chain);
  };
}
