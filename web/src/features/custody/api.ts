import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

export const loadPayouts = (cursor?: string) => unwrap(api.GET("/api/payouts", { params: { query: { cursor } } }));

/** The caller's payouts of one order. They are made when its money is freed, so they are among the newest. */
export const orderPayoutsQuery = (orderId: string) =>
  queryOptions({
    queryKey: keys.payouts.list({ orderId }),
    queryFn: async () => {
      const { items } = await unwrap(api.GET("/api/payouts", { params: { query: { limit: 100 } } }));
      return items.filter((payout) => payout.orderId === orderId);
    },
  });

export const balancesQuery = queryOptions({
  queryKey: keys.balances.all,
  queryFn: async () => (await unwrap(api.GET("/api/user/balances"))).items,
});

export const withdraw = (body: { assetId: string; amount: string }) => unwrap(api.POST("/api/payouts", { body }));
