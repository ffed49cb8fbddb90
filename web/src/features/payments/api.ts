import { queryOptions } from "@tanstack/react-query";
import { api, postDevelopment, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import type { PaymentView } from "@/lib/types";

export const optionsQuery = (orderId: string) =>
  queryOptions({
    queryKey: keys.payments.methods(orderId),
    queryFn: async () => (await unwrap(api.GET("/api/payment/options", { params: { query: { orderId } } }))).items,
  });

const LIVE: PaymentView["status"][] = ["waiting", "confirming", "underpaid"];

/** The payment in force of an order, or its last one. Told over the socket; asked for now and then in case that is broken. */
export const paymentQuery = (orderId: string) =>
  queryOptions({
    queryKey: keys.payments.ofOrder(orderId),
    queryFn: async () => {
      const { items } = await unwrap(api.GET("/api/payment", { params: { query: { orderId } } }));
      return items.find((p) => p.status !== "replaced") ?? null;
    },
    refetchInterval: ({ state }) => (state.data && LIVE.includes(state.data.status) ? 5000 : false),
  });

export const checkout = (body: { orderId: string; assetId: string; refundAddress: string | null }) =>
  unwrap(api.POST("/api/payment/checkout", { body }));

export const payInDevelopment = (paymentId: string, amount: string) => postDevelopment("/api/dev/pay", { paymentId, amount });
