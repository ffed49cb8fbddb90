import { queryOptions, useQuery } from "@tanstack/react-query";
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
  const networks = useQuery({ ...networksQuery, enabled: Boolean(id) }).data ?? [];
  return networks.flatMap((n) => n.assets).find((a) => a.id === id) ?? { symbol: "", decimals: 0 };
}

export function useNetwork(chainId: number | null | undefined) {
  const networks = useQuery({ ...networksQuery, enabled: chainId != null }).data;
  return networks?.find((n) => n.chainId === chainId);
}
