import { tPay } from "@/i18n/pay";
import { useNetwork } from "./assets";

/** Where an asset moves, in words: its network, or cards. */
export function useNetworkName(chainId: number | null | undefined): string {
  const network = useNetwork(chainId);
  return chainId == null ? tPay.card : (network?.name ?? "");
}
