import { queryOptions, useQuery } from "@tanstack/react-query";
import { t } from "@/i18n/en";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

/** Networks with their tokens: they change rarely. */
export const networksQuery = queryOptions({
  queryKey: keys.networks.all,
  staleTime: 300_000,
  queryFn: async () => (await unwrap(api.GET("/api/payment/networks"))).items,
});

export interface AssetName {
  symbol: string;
  decimals: number;
}

/** Symbol and decimals of an asset; base units without a name until they are known. */
export function useAsset(id: string | null | undefined): AssetName {
  return useAssetName(Boolean(id))(id);
}

/** The same for assets that are known only later. */
export function useAssetName(enabled = true): (id: string | null | undefined) => AssetName {
  const networks = useQuery({ ...networksQuery, enabled }).data ?? [];
  return (id) => networks.flatMap((n) => n.assets).find((a) => a.id === id) ?? { symbol: "", decimals: 0 };
}

export function useNetwork(chainId: number | null | undefined) {
  const networks = useQuery({ ...networksQuery, enabled: chainId != null }).data;
  return networks?.find((n) => n.chainId === chainId);
}

/** Where an asset moves, in words: its network, or cards. */
export function useNetworkName(chainId: number | null | undefined): string {
  const network = useNetwork(chainId);
  return chainId == null ? t.pay.card : (network?.name ?? "");
}

/** Currencies in which something can be paid here. */
export function useCurrencies(): string[] {
  const networks = useQuery(networksQuery).data ?? [];
  const known = networks.flatMap((n) => n.assets).flatMap((a) => (a.parCurrency ? [a.parCurrency] : []));
  return [...new Set(["USD", ...known])];
}
