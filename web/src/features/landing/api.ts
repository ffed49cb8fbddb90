import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

const FEW = 4;

export const newestRequests = queryOptions({
  queryKey: keys.requests.list({ front: FEW }),
  queryFn: async () => (await unwrap(api.GET("/api/marketplace/requests", { params: { query: { limit: FEW } } }))).items,
});

export const newestListings = queryOptions({
  queryKey: keys.listings.list({ front: FEW }),
  queryFn: async () => (await unwrap(api.GET("/api/listings", { params: { query: { limit: FEW } } }))).items,
});

/** Orders in which this person has something to do. */
export const waitingOrders = queryOptions({
  queryKey: keys.orders.list({ front: true }),
  queryFn: async () => (await unwrap(api.GET("/api/orders", { params: { query: { waiting: true, limit: 6 } } }))).items,
});

/** One's own requests that are open. */
export const openRequests = queryOptions({
  queryKey: keys.requests.list({ front: "mine" }),
  queryFn: async () => (await unwrap(api.GET("/api/marketplace/requests", { params: { query: { mine: true, status: "open", limit: 5 } } }))).items,
});
