import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import type { FulfilmentKind, ListingChange, ListingStatus, Moderation, NewListing, Per } from "@/lib/types";

export type Sort = "newest" | "price" | "rating" | "popularity";

export interface ListingFilter {
  q?: string;
  categoryId?: string;
  fulfilment?: FulfilmentKind;
  sellerId?: string;
  currency?: string;
  priceFrom?: string;
  priceBelow?: string;
}

export const loadListings = (filter: ListingFilter & { sort?: Sort }, cursor?: string) => unwrap(api.GET("/api/listings", { params: { query: { ...filter, cursor } } }));

/** How many there are under each filter, with the others as they are. */
export const loadListingFacets = (filter: ListingFilter) => unwrap(api.GET("/api/listings/facets", { params: { query: filter } }));

export const loadMyListings = (cursor?: string) => unwrap(api.GET("/api/listings/mine", { params: { query: { cursor } } }));

export const listingQuery = (id: string) =>
  queryOptions({ queryKey: keys.listings.one(id), queryFn: () => unwrap(api.GET("/api/listings/{id}", { params: { path: { id } } })) });

/** What units cost with the fee. The earlier answer stays in sight while another number is typed. */
export const quoteQuery = (id: string, price: string, units: number) =>
  queryOptions({
    queryKey: keys.listings.quote(id, price, units),
    placeholderData: keepPreviousData,
    queryFn: () => unwrap(api.GET("/api/listings/{id}/quote", { params: { path: { id }, query: { units } } })),
  });

export const buyUnits = (body: { listingId: string; units: number; unitPrice: string; payFromBalance: string | null }) => unwrap(api.POST("/api/orders", { body }));

export const createListing = (body: NewListing) => unwrap(api.POST("/api/listings", { body }));

export const changeListing = (id: string, body: ListingChange) => unwrap(api.PATCH("/api/listings/{id}", { params: { path: { id } }, body }));

export const setListingStatus = (id: string, status: Extract<ListingStatus, "active" | "paused" | "removed">) =>
  unwrap(api.POST("/api/listings/{id}/status", { params: { path: { id } }, body: { status } }));

export const restock = (id: string, change: number) => unwrap(api.POST("/api/listings/{id}/stock", { params: { path: { id } }, body: { change } }));

export const addCodes = (id: string, codes: string[]) => unwrap(api.POST("/api/listings/{id}/codes", { params: { path: { id } }, body: { codes } }));

export const replaceSecret = (id: string, secret: string) => unwrap(api.PUT("/api/listings/{id}/secret", { params: { path: { id } }, body: { secret } }));

export const probeListing = (id: string) => unwrap(api.POST("/api/listings/{id}/probe", { params: { path: { id } } }));

export const loadListingRatings = (id: string, cursor?: string) => unwrap(api.GET("/api/listings/{id}/ratings", { params: { path: { id }, query: { cursor } } }));

export const loadTokens = (filter: { orderId?: string }, cursor?: string) => unwrap(api.GET("/api/tokens", { params: { query: { ...filter, cursor } } }));

export const tokenQuery = (id: string) =>
  queryOptions({ queryKey: keys.tokens.one(id), queryFn: () => unwrap(api.GET("/api/tokens/{id}", { params: { path: { id } } })) });

export const revealToken = (id: string) => unwrap(api.POST("/api/tokens/{id}/reveal", { params: { path: { id } } }));

export const revokeToken = (id: string) => unwrap(api.POST("/api/tokens/{id}/revoke", { params: { path: { id } } }));

export const refundUnused = (id: string) => unwrap(api.POST("/api/tokens/{id}/refund-unused", { params: { path: { id } } }));

export const loadTokenUsage = (id: string, per: Per, cursor?: string) => unwrap(api.GET("/api/tokens/{id}/usage", { params: { path: { id }, query: { per, cursor } } }));

export const listingUsageQuery = (id: string, per: Per) =>
  queryOptions({
    queryKey: [...keys.listings.usage(id), per],
    placeholderData: keepPreviousData,
    queryFn: () => unwrap(api.GET("/api/listings/{id}/usage", { params: { path: { id }, query: { per } } })),
  });


export const loadModerated = (filter: { moderation?: Moderation }, cursor?: string) =>
  unwrap(api.GET("/api/admin/listings", { params: { query: { ...filter, cursor } } }));

export const moderate = ({ id, ...body }: { id: string; moderation: Exclude<Moderation, "pending">; note: string | null }) =>
  unwrap(api.POST("/api/admin/listings/{id}/moderation", { params: { path: { id } }, body }));
