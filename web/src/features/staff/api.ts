import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import type { ApprovalThresholds, CaseAction, CaseStatus, ConfirmationThresholds, DisputeStatus, Party, PayoutKind, PayoutState } from "@/lib/types";

export interface PayoutFilter {
  state?: PayoutState;
  kind?: PayoutKind;
}

export const loadAllPayouts = (filter: PayoutFilter, cursor?: string) =>
  unwrap(api.GET("/api/admin/payouts", { params: { query: { ...filter, cursor } } }));

export const payoutCaseQuery = (id: string) =>
  queryOptions({ queryKey: keys.staff.payout(id), queryFn: () => unwrap(api.GET("/api/admin/payouts/{id}", { params: { path: { id } } })) });

export const simulationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.staff.simulation(id),
    queryFn: () => unwrap(api.GET("/api/admin/payouts/{id}/simulation", { params: { path: { id } } })),
    // It asks a node: not with every change of the payout.
    staleTime: 15_000,
  });

export const payoutTransactionQuery = (id: string) =>
  queryOptions({ queryKey: keys.staff.transaction(id), queryFn: () => unwrap(api.GET("/api/admin/payouts/{id}/transaction", { params: { path: { id } } })) });

export const submitTransaction = ({ id, rawTransaction }: { id: string; rawTransaction: string }) =>
  unwrap(api.POST("/api/admin/payouts/{id}/transaction", { params: { path: { id } }, body: { rawTransaction } }));

export const approvePayout = (id: string) => unwrap(api.POST("/api/admin/payouts/{id}/approve", { params: { path: { id } } }));

export const rejectPayout = ({ id, reason }: { id: string; reason: string }) =>
  unwrap(api.POST("/api/admin/payouts/{id}/reject", { params: { path: { id } }, body: { reason } }));

export const abandonPayout = (id: string) => unwrap(api.POST("/api/admin/payouts/{id}/abandon", { params: { path: { id } } }));

export const loadCases = (filter: { status?: CaseStatus }, cursor?: string) =>
  unwrap(api.GET("/api/admin/exceptions", { params: { query: { ...filter, cursor } } }));

export const caseQuery = (id: string) =>
  queryOptions({ queryKey: keys.exceptions.one(id), queryFn: () => unwrap(api.GET("/api/admin/exceptions/{id}", { params: { path: { id } } })) });

export const proposeCase = ({ id, ...body }: { id: string; action: CaseAction; note: string }) =>
  unwrap(api.POST("/api/admin/exceptions/{id}/propose", { params: { path: { id } }, body }));

export const settleCase = ({ id, action }: { id: string; action: CaseAction }) => unwrap(api.POST("/api/admin/exceptions/{id}/settle", { params: { path: { id } }, body: { action } }));

export interface DisputeFilter {
  status: DisputeStatus;
  openedBy?: Party;
}

export const loadDisputes = (filter: DisputeFilter, cursor?: string) =>
  unwrap(api.GET("/api/admin/disputes", { params: { query: { ...filter, cursor } } }));

export const disputeQuery = (id: string) =>
  queryOptions({ queryKey: keys.disputes.one(id), queryFn: () => unwrap(api.GET("/api/admin/disputes/{id}", { params: { path: { id } } })) });

export const loadStrays = (cursor?: string) => unwrap(api.GET("/api/admin/payments/card-strays", { params: { query: { cursor } } }));

export const approvalQuery = queryOptions({ queryKey: keys.staff.approval, queryFn: () => unwrap(api.GET("/api/admin/settings/approval-thresholds")) });

export const confirmationQuery = queryOptions({
  queryKey: keys.staff.confirmation,
  queryFn: async () => (await unwrap(api.GET("/api/admin/settings/confirmation-thresholds"))).items,
});

export const previewApproval = (body: ApprovalThresholds) => unwrap(api.POST("/api/admin/settings/approval-thresholds/preview", { body }));

export const putApproval = (body: ApprovalThresholds) => unwrap(api.PUT("/api/admin/settings/approval-thresholds", { body }));

export const previewConfirmation = (body: ConfirmationThresholds) => unwrap(api.POST("/api/admin/settings/confirmation-thresholds/preview", { body }));

export const putConfirmation = (body: ConfirmationThresholds) => unwrap(api.PUT("/api/admin/settings/confirmation-thresholds", { body }));

export const loadAwaiting = (filter: { chainId?: number }, cursor?: string) =>
  unwrap(api.GET("/api/admin/payments/awaiting-confirmation", { params: { query: { ...filter, cursor } } }));
