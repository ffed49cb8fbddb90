import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import type { CaseAction, CaseStatus, PayoutState } from "@/lib/types";

export const loadAllPayouts = (filter: { state?: PayoutState }, cursor?: string) =>
  unwrap(api.GET("/api/admin/payouts", { params: { query: { ...filter, cursor } } }));

export const approvePayout = (id: string) => unwrap(api.POST("/api/admin/payouts/{id}/approve", { params: { path: { id } } }));

export const rejectPayout = ({ id, reason }: { id: string; reason: string }) =>
  unwrap(api.POST("/api/admin/payouts/{id}/reject", { params: { path: { id } }, body: { reason } }));

export const loadCases = (filter: { status?: CaseStatus }, cursor?: string) =>
  unwrap(api.GET("/api/admin/exceptions", { params: { query: { ...filter, cursor } } }));

export const proposeCase = ({ id, ...body }: { id: string; action: CaseAction; note: string }) =>
  unwrap(api.POST("/api/admin/exceptions/{id}/propose", { params: { path: { id } }, body }));

export const settleCase = (id: string) => unwrap(api.POST("/api/admin/exceptions/{id}/settle", { params: { path: { id } } }));

export const adminNetworksQuery = queryOptions({
  queryKey: keys.staff.networks,
  queryFn: async () => (await unwrap(api.GET("/api/admin/networks"))).items,
});

export const adminAssetsQuery = (chainId: number) =>
  queryOptions({
    queryKey: [...keys.staff.networks, chainId],
    queryFn: async () => (await unwrap(api.GET("/api/admin/networks/{chainId}/assets", { params: { path: { chainId } } }))).items,
  });

export const loadAwaiting = (cursor?: string) => unwrap(api.GET("/api/admin/payments/awaiting-confirmation", { params: { query: { cursor } } }));
