import { queryOptions } from "@tanstack/react-query";
import { api, postDevelopment, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

export const optionsQuery = (orderId: string) =>
  queryOptions({
    queryKey: keys.payments.methods(orderId),
    queryFn: async () => (await unwrap(api.GET("/api/payment/options", { params: { query: { orderId } } }))).items,
  });

/** Every payment of an order that ever was, newest first. */
export const paymentsQuery = (orderId: string) =>
  queryOptions({
    queryKey: [...keys.payments.ofOrder(orderId), "all"],
    queryFn: async () => (await unwrap(api.GET("/api/payment", { params: { query: { orderId } } }))).items,
  });

/** The payment in force of an order, or its last one. Every change of it is told over the socket. */
export const paymentQuery = (orderId: string) =>
  queryOptions({
    queryKey: keys.payments.ofOrder(orderId),
    queryFn: async () => {
      const { items } = await unwrap(api.GET("/api/payment", { params: { query: { orderId } } }));
      return items.find((p) => p.status !== "replaced") ?? null;
    },
  });

export const checkout = (body: { orderId: string; assetId: string; refundAddress: string | null }) =>
  unwrap(api.POST("/api/payment/checkout", { body }));

export const payInDevelopment = (paymentId: string, amount: string) => postDevelopment("/api/dev/pay", { paymentId, amount });
