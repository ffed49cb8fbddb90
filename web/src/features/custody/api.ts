import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

export const loadPayouts = (filter: { waiting?: boolean }, cursor?: string) => unwrap(api.GET("/api/payouts", { params: { query: { ...filter, cursor } } }));

export const payoutQuery = (id: string) =>
  queryOptions({ queryKey: keys.payouts.one(id), queryFn: () => unwrap(api.GET("/api/payouts/{id}", { params: { path: { id } } })) });

/** Every payout of one order, the other side's too: both see the money go. */
export const orderPayoutsQuery = (orderId: string) =>
  queryOptions({
    queryKey: keys.payouts.list({ orderId }),
    queryFn: async () => (await unwrap(api.GET("/api/payouts", { params: { query: { orderId, limit: 100 } } }))).items,
  });

export const balancesQuery = queryOptions({
  queryKey: keys.balances.all,
  queryFn: async () => (await unwrap(api.GET("/api/user/balances"))).items,
});

export const withdraw = (body: { assetId: string; amount: string }) => unwrap(api.POST("/api/payouts", { body }));

export const preferenceQuery = queryOptions({ queryKey: keys.cards.preferences, queryFn: () => unwrap(api.GET("/api/payouts/preferences")) });

export const setAutomatic = (automatic: boolean) => unwrap(api.PUT("/api/payouts/preferences", { body: { automatic } }));

export const cardAccountQuery = queryOptions({ queryKey: keys.cards.account, queryFn: () => unwrap(api.GET("/api/payouts/card-account")) });

export const connectCards = () => unwrap(api.POST("/api/payouts/card-account"));
