// Temporary: shapes of routes that the generated client doesn't have yet.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type FulfilmentKind = "reveal_secret" | "code_pool" | "metered_gateway";
export type ListingStatus = "draft" | "active" | "paused" | "sold_out" | "removed";
export type Moderation = "pending" | "approved" | "rejected";
export type Meter = { kind: "request" } | { kind: "header"; name: string } | { kind: "json_path"; path: string };
export interface Inject { kind: "header" | "query"; name: string; prefix?: string | null }
export interface GatewaySettings {
  upstreamUrl: string; inject: Inject; meter?: Meter; maxUnitsPerCall?: number; callsPerMinute?: number; concurrentCalls?: number; timeoutS?: number;
}
export interface Probe { method: "GET" | "HEAD" | "POST"; path: string; expectStatus: number; expectContains?: string | null }
export interface OwnListing {
  moderation: Moderation; moderationNote?: string | null; stockedUnits: number; reservedUnits: number; soldUnits: number; hasSecret: boolean;
  gateway?: GatewaySettings | null; probe?: Probe | null; probedAt?: string | null; probeFailure?: string | null; version: number;
}
export interface ListingView {
  id: string; seller: { id: string; displayName: string }; category?: { id: string; slug: string; name: string } | null; serviceName: string;
  description: string; unitDescription: string; pricePerUnit: string; currency: string; fulfilment: FulfilmentKind; status: ListingStatus;
  availableUnits: number; minUnits: number; maxUnits: number; inspectionS: number; tokenLifetimeS: number; acceptedWhenSpent: boolean;
  meter?: Meter | null; callsPerMinute?: number | null; concurrentCalls?: number | null; sales: number; score?: number | null; ratings: number;
  createdAt: string; updatedAt: string; own?: OwnListing | null;
}
export interface NewListing {
  categoryId?: string | null; serviceName: string; description: string; unitDescription: string; pricePerUnit: string; currency: string;
  fulfilment: FulfilmentKind; availableUnits?: number; minUnits?: number; maxUnits?: number; inspectionS?: number; tokenLifetimeS?: number;
  acceptedWhenSpent?: boolean; gateway?: GatewaySettings | null; probe?: Probe | null; secret?: string | null;
}
export type ListingChange = Partial<Omit<NewListing, "fulfilment" | "availableUnits" | "secret">>;
export interface FeeQuote { price: string; buyerFee: string; sellerFee: string; total: string; sellerGets: string }
export interface UnitsQuote { units: number; unitPrice: string; currency: string; fee: FeeQuote; instant: boolean; balanceAssets: string[] }
export interface TokenView {
  id: string; orderId: string; listingId: string; serviceName: string; fulfilment: FulfilmentKind; units: number; usedUnits: number;
  state: "active" | "spent" | "expired" | "revoked"; endedBecause?: string | null; expiresAt: string; createdAt: string; revealedAt?: string | null;
}
export interface Bought { order: { orderId: string; state: Schemas["State"] }; tokens: TokenView[] }
export interface Revealed { tokenId: string; secret: string; revealedAt: string }
export interface UnusedRefund { orderId: string; state: Schemas["State"]; usedUnits: number; unusedUnits: number; assetId: string; earned: string; returned: string }
export interface SaleView {
  id: string; orderId: string; orderState: Schemas["State"]; listingId: string; serviceName: string; buyerId: string; buyerName: string; units: number;
  returnedUnits: number; unitPrice: string; currency: string; state: "reserved" | "sold" | "returned"; failure?: string | null; createdAt: string;
}
export interface CallView {
  id: string; tokenId: string; at: string; method: string; path: string; heldUnits: number; units?: number | null;
  outcome?: "counted" | "not_billed" | "interrupted" | null; status?: number | null; durationMs?: number | null;
}
export interface UsageBucket { at: string; calls: number; units: number }
export interface UsageView { usedUnits: number; units: number; buckets: UsageBucket[]; items: CallView[]; nextCursor?: string | null }
export interface RatingView { by: Schemas["Party"]; rater: { id: string; displayName: string }; stars: number; comment?: string | null; createdAt: string; revealedAt: string }
export interface OrderRatings { canRate: boolean; rateUntil?: string | null; items: RatingView[]; nextCursor?: string | null }
export interface RatingsPage { average?: number | null; count: number; items: RatingView[]; nextCursor?: string | null }
export interface NewRating { stars: number; comment?: string | null }
export interface CardAccountView { connected: boolean; ready: boolean; waitingFor?: string | null; checkedAt?: string | null }
export interface UnitTerms { listing: string; units: number; unitPrice: string; metered: boolean }
export type OrderView = Schemas["OrderView"] & { earned?: string; terms: { units?: UnitTerms | null } };
export type PaymentView = Schemas["PaymentView"] & { rail?: "direct" | "card"; checkoutUrl?: string | null };
export type PaymentOption = Schemas["PaymentOption"] & { rail?: "chain" | "card" };
export type BalanceView = Schemas["BalanceView"] & { rail?: "chain" | "card" };
export type PayoutView = Schemas["PayoutView"] & { rail?: "chain" | "card"; cardReference?: string | null };

interface Paged<T> { items: T[]; nextCursor?: string | null }
interface Answers<R> { 200: { headers: { [name: string]: unknown }; content: { "application/json": { data: R; success: boolean } } } }
interface Ask<P, R> { parameters: P; responses: Answers<R> }
interface Tell<P, B, R> { parameters: P; requestBody: { content: { "application/json": B } }; responses: Answers<R> }
interface Id { path: { id: string } }
interface Pages { query?: { limit?: number; cursor?: string } }
type Nothing = Record<never, never>;

export interface SoonPaths {
  "/api/listings": {
    get: Ask<{ query?: { q?: string; categoryId?: string; fulfilment?: FulfilmentKind; sort?: "newest" | "price" | "rating" | "popularity"; limit?: number; cursor?: string } }, Paged<ListingView>>;
    post: Tell<Nothing, NewListing, ListingView>;
  };
  "/api/listings/mine": { get: Ask<Pages, Paged<ListingView>> };
  "/api/listings/{id}": { get: Ask<Id, ListingView>; patch: Tell<Id, ListingChange, ListingView> };
  "/api/listings/{id}/quote": { get: Ask<Id & { query: { units: number } }, UnitsQuote> };
  "/api/listings/{id}/status": { post: Tell<Id, { status: ListingStatus }, ListingView> };
  "/api/listings/{id}/stock": { post: Tell<Id, { change: number }, ListingView> };
  "/api/listings/{id}/codes": { post: Tell<Id, { codes: string[] }, ListingView> };
  "/api/listings/{id}/secret": { put: Tell<Id, { secret: string }, ListingView> };
  "/api/listings/{id}/probe": { post: Ask<Id, ListingView> };
  "/api/listings/{id}/usage": { get: Ask<Id & Pages, UsageView> };
  "/api/listings/{id}/ratings": { get: Ask<Id & Pages, RatingsPage> };
  "/api/admin/listings": { get: Ask<{ query?: { moderation?: Moderation; limit?: number; cursor?: string } }, Paged<ListingView>> };
  "/api/admin/listings/{id}/moderation": { post: Tell<Id, { moderation: Moderation; note?: string | null }, ListingView> };
  "/api/orders": { post: Tell<Nothing, { listingId: string; units: number; unitPrice: string; payFromBalance?: string | null }, Bought> };
  "/api/tokens": { get: Ask<{ query?: { orderId?: string; limit?: number; cursor?: string } }, Paged<TokenView>> };
  "/api/tokens/{id}": { get: Ask<Id, TokenView> };
  "/api/tokens/{id}/reveal": { post: Ask<Id, Revealed> };
  "/api/tokens/{id}/revoke": { post: Ask<Id, TokenView> };
  "/api/tokens/{id}/refund-unused": { post: Ask<Id, UnusedRefund> };
  "/api/tokens/{id}/usage": { get: Ask<Id & Pages, UsageView> };
  "/api/sales": { get: Ask<Pages, Paged<SaleView>> };
  "/api/orders/{id}/ratings": { get: Ask<Id, OrderRatings>; post: Tell<Id, NewRating, OrderRatings> };
  "/api/users/{id}/ratings": { get: Ask<Id & Pages, RatingsPage> };
  "/api/auth/step-up": { post: Tell<Nothing, { password: string }, { at: string }> };
  "/api/payouts/preferences": { get: Ask<Nothing, { automatic: boolean }>; put: Tell<Nothing, { automatic: boolean }, { automatic: boolean }> };
  "/api/payouts/card-account": { get: Ask<Nothing, CardAccountView>; post: Ask<Nothing, { url: string }> };
}
