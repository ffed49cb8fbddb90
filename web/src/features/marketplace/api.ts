import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import type { NewRequest, Proposal, RequestChange, RequestLineView } from "@/lib/types";

export const categoriesQuery = queryOptions({
  queryKey: keys.categories.all,
  staleTime: 600_000,
  queryFn: async () => (await unwrap(api.GET("/api/marketplace/categories"))).items,
});

export type RequestSort = "newest" | "budget" | "ending";

export interface RequestFilter {
  category?: string;
  q?: string;
  currency?: string;
  budgetFrom?: string;
  budgetBelow?: string;
}

export const loadRequests = (filter: RequestFilter & { sort: RequestSort }, cursor?: string) =>
  unwrap(api.GET("/api/marketplace/requests", { params: { query: { ...filter, cursor } } }));

/** How many there are under each filter, with the others as they are. */
export const loadRequestFacets = (filter: RequestFilter) => unwrap(api.GET("/api/marketplace/requests/facets", { params: { query: filter } }));

export const loadMyRequests = (status: RequestLineView["status"] | undefined, cursor?: string) =>
  unwrap(api.GET("/api/marketplace/requests", { params: { query: { mine: true, status, cursor } } }));

export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: keys.requests.one(id),
    queryFn: () => unwrap(api.GET("/api/marketplace/requests/{id}", { params: { path: { id } } })),
  });

export const postRequest = (body: NewRequest) => unwrap(api.POST("/api/marketplace/requests", { body }));

export const changeRequest = (id: string, body: RequestChange) => unwrap(api.PATCH("/api/marketplace/requests/{id}", { params: { path: { id } }, body }));

export const cancelRequest = (id: string) => unwrap(api.POST("/api/marketplace/requests/{id}/cancel", { params: { path: { id } } }));

export const offerQuery = (id: string) =>
  queryOptions({
    queryKey: keys.offers.one(id),
    queryFn: () => unwrap(api.GET("/api/marketplace/offers/{id}", { params: { path: { id } } })),
  });

export const loadMyOffers = (cursor?: string) => unwrap(api.GET("/api/marketplace/offers", { params: { query: { cursor } } }));

export const makeOffer = (requestId: string, body: Proposal) =>
  unwrap(api.POST("/api/marketplace/requests/{id}/offers", { params: { path: { id: requestId } }, body }));

export const reviseOffer = (id: string, body: Proposal) => unwrap(api.POST("/api/marketplace/offers/{id}/revisions", { params: { path: { id } }, body }));

export const previewQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: keys.offers.terms(id, revision),
    queryFn: () => unwrap(api.GET("/api/marketplace/offers/{id}/preview", { params: { path: { id } } })),
  });

export const acceptOffer = (id: string, revision: number) =>
  unwrap(api.POST("/api/marketplace/offers/{id}/accept", { params: { path: { id } }, body: { revision } }));

export const declineOffer = (id: string) => unwrap(api.POST("/api/marketplace/offers/{id}/decline", { params: { path: { id } } }));

export const withdrawOffer = (id: string) => unwrap(api.POST("/api/marketplace/offers/{id}/withdraw", { params: { path: { id } } }));

/** A short-lived address of an attachment. */
