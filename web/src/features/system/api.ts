import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import type { AccountFilter, AssetWish, JobFilter, NetworkWish, SweepFilter, WebhookFilter } from "./types";

/** Rows that are read at once: whoever looks through a log wants many. */
const ROWS = 50;

export const overviewQuery = queryOptions({ queryKey: keys.system.overview, queryFn: () => unwrap(api.GET("/api/admin/overview")), refetchOnMount: "always" });

export const adminNetworksQuery = queryOptions({
  queryKey: keys.staff.networks,
  queryFn: async () => (await unwrap(api.GET("/api/admin/networks"))).items,
});

const chain = (chainId: number) => ({ params: { path: { chainId } } });

export const adminNetworkQuery = (chainId: number) =>
  queryOptions({ queryKey: [...keys.staff.networks, chainId], queryFn: () => unwrap(api.GET("/api/admin/networks/{chainId}", chain(chainId))) });

export const adminAssetsQuery = (chainId: number) =>
  queryOptions({
    queryKey: [...keys.staff.networks, chainId, "assets"],
    queryFn: async () => (await unwrap(api.GET("/api/admin/networks/{chainId}/assets", chain(chainId)))).items,
  });

/** Asks every endpoint; slow when one is away. */
export const healthQuery = (chainId: number) =>
  queryOptions({ queryKey: keys.system.health(chainId), queryFn: () => unwrap(api.GET("/api/admin/networks/{chainId}/health", chain(chainId))), staleTime: 30_000 });

export const putNetwork = ({ chainId, ...body }: NetworkWish & { chainId: number }) => unwrap(api.PUT("/api/admin/networks/{chainId}", { ...chain(chainId), body }));

export const putAsset = ({ chainId, ...body }: AssetWish & { chainId: number }) => unwrap(api.PUT("/api/admin/networks/{chainId}/assets", { ...chain(chainId), body }));

export const confirmationsQuery = queryOptions({
  queryKey: keys.system.thresholds,
  queryFn: async () => (await unwrap(api.GET("/api/admin/settings/confirmation-thresholds"))).items,
});

export const loadWebhooks = (filter: WebhookFilter, cursor?: string) => unwrap(api.GET("/api/admin/webhooks", { params: { query: { ...filter, cursor, limit: ROWS } } }));

export const webhookQuery = (id: string) =>
  queryOptions({ queryKey: keys.system.webhook(id), queryFn: () => unwrap(api.GET("/api/admin/webhooks/{id}", { params: { path: { id } } })) });

export const replayWebhook = (id: string) => unwrap(api.POST("/api/admin/webhooks/{id}/replay", { params: { path: { id } } }));

export const loadJobs = (filter: JobFilter, cursor?: string) => unwrap(api.GET("/api/admin/jobs", { params: { query: { ...filter, cursor, limit: ROWS } } }));

export const retryJob = (id: number) => unwrap(api.POST("/api/admin/jobs/{id}/retry", { params: { path: { id } } }));

export const loadAccounts = (filter: AccountFilter, cursor?: string) => unwrap(api.GET("/api/admin/ledger/accounts", { params: { query: { ...filter, cursor, limit: ROWS } } }));

/** One account; with an instant also what was on it then. */
export const accountQuery = (id: string, at: string) =>
  queryOptions({
    queryKey: keys.system.account(id, at),
    queryFn: () => unwrap(api.GET("/api/admin/ledger/accounts/{id}", { params: { path: { id: Number(id) }, query: { at: at || undefined } } })),
  });

export const loadEntries = (id: string, cursor?: string) =>
  unwrap(api.GET("/api/admin/ledger/accounts/{id}/entries", { params: { path: { id: Number(id) }, query: { cursor, limit: ROWS } } }));

export const loadJournal = (key: string | undefined, cursor?: string) => unwrap(api.GET("/api/admin/ledger/transactions", { params: { query: { key, cursor, limit: ROWS } } }));

export const transactionQuery = (id: string) =>
  queryOptions({ queryKey: keys.system.transaction(id), queryFn: () => unwrap(api.GET("/api/admin/ledger/transactions/{id}", { params: { path: { id } } })) });

export const loadVerifications = (cursor?: string) => unwrap(api.GET("/api/admin/ledger/verifications", { params: { query: { cursor } } }));

export const verifyLedger = () => unwrap(api.POST("/api/admin/ledger/verifications"));

export const allCategoriesQuery = queryOptions({ queryKey: keys.system.categories, queryFn: async () => (await unwrap(api.GET("/api/admin/categories"))).items });

export const addCategory = (body: { slug: string; name: string; position: number }) => unwrap(api.POST("/api/marketplace/categories", { body }));

export const changeCategory = ({ id, ...body }: { id: string; name?: string; position?: number; active?: boolean }) =>
  unwrap(api.PATCH("/api/marketplace/categories/{id}", { params: { path: { id } }, body }));

export const loadSweeps = (filter: SweepFilter, cursor?: string) => unwrap(api.GET("/api/admin/sweeps", { params: { query: { ...filter, cursor, limit: ROWS } } }));

const at = (id: string) => ({ params: { path: { id } } });

export const sweepQuery = (id: string) => queryOptions({ queryKey: keys.system.sweep(id), queryFn: () => unwrap(api.GET("/api/admin/sweeps/{id}", at(id))) });

export const sweepTransactionQuery = (id: string) =>
  queryOptions({ queryKey: [...keys.system.sweep(id), "transaction"], queryFn: () => unwrap(api.GET("/api/admin/sweeps/{id}/transaction", at(id))) });

export const submitSweepTransaction = (id: string, rawTransaction: string) => unwrap(api.POST("/api/admin/sweeps/{id}/transaction", { ...at(id), body: { rawTransaction } }));

export const planSweeps = () => unwrap(api.POST("/api/admin/sweeps/plan", { body: {} }));

export const approveSweep = (id: string) => unwrap(api.POST("/api/admin/sweeps/{id}/approve", at(id)));

export const rejectSweep = ({ id, reason }: { id: string; reason: string }) => unwrap(api.POST("/api/admin/sweeps/{id}/reject", { ...at(id), body: { reason } }));

export const noncesQuery = queryOptions({ queryKey: keys.system.nonces, queryFn: async () => (await unwrap(api.GET("/api/admin/custody/nonces"))).items });

export const resyncNonce = (body: { chainId: number; address: string }) => unwrap(api.POST("/api/admin/custody/nonces/resync", { body }));
