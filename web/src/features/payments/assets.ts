import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

/** Networks with their tokens: they change rarely. */
export const networksQuery = queryOptions({
  queryKey: keys.networks.all,
  staleTime: 300_000,
  queryFn: async () => (await unwrap(api.GET("/api/payment/networks"))).items,
});

/** What amounts are counted in, cards included. */
export const assetsQuery = queryOptions({
  queryKey: keys.assets.all,
  staleTime: 300_000,
  queryFn: async () => (await unwrap(api.GET("/api/payment/assets"))).items,
});

export interface AssetName {
  symbol: string;
  decimals: number;
}

/** Symbol and decimals of an asset; no symbol until they are known, and then `formatUnits` shows no amount. */
export function useAsset(id: string | null | undefined): AssetName {
  return useAssetName(Boolean(id))(id);
}

/** The same for assets that are known only later. */
export function useAssetName(enabled = true): (id: string | null | undefined) => AssetName {
  const assets = useQuery({ ...assetsQuery, enabled }).data;
  return (id) => assets?.find((asset) => asset.id === id) ?? { symbol: "", decimals: 0 };
}

export function useNetwork(chainId: number | null | undefined) {
  const networks = useQuery({ ...networksQuery, enabled: chainId != null }).data;
  return networks?.find((n) => n.chainId === chainId);
}

/** Names of networks, for those that are known only later. */
export function useNetworkNames(): (chainId: number) => string {
  const networks = useQuery(networksQuery).data;
  return (chainId) => networks?.find((network) => network.chainId === chainId)?.name ?? String(chainId);
}

/** Currencies in which something can be paid here. */
export function useCurrencies(): string[] {
  const assets = useQuery(assetsQuery).data ?? [];
  return [...new Set(["USD", ...assets.flatMap(({ enabled, parCurrency }) => (enabled && parCurrency ? [parCurrency] : []))])];
}
