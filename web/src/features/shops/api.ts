import { queryOptions } from "@tanstack/react-query";
import { api, sendFile, unwrap } from "@/lib/api";
import { ApiError } from "@/lib/errors";
import { keys } from "@/lib/keys";
import type { ShopSettings, TemplateKind, TemplateText } from "@/lib/types";

export const loadShops = (cursor?: string) => unwrap(api.GET("/api/marketplace/shops", { params: { query: { cursor } } }));

export const shopQuery = (slug: string) =>
  queryOptions({ queryKey: keys.shops.one(slug), queryFn: () => unwrap(api.GET("/api/marketplace/shops/{slug}", { params: { path: { slug } } })) });

/** The caller's own shop; null before it is opened. */
export const myShopQuery = queryOptions({
  queryKey: keys.shops.mine,
  queryFn: async () => {
    try {
      return await unwrap(api.GET("/api/marketplace/shop-settings"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },
});

export const shopNameQuery = (slug: string) =>
  queryOptions({
    queryKey: keys.shops.name(slug),
    staleTime: 10_000,
    queryFn: () => unwrap(api.GET("/api/marketplace/shop-names/{slug}", { params: { path: { slug } } })),
  });

export type ShopChange = Omit<ShopSettings, "logo"> & {
  /** The id of the picture that is there, a new picture, or none. */
  logo: string | File | null;
};

export async function saveShop({ logo, ...rest }: ShopChange) {
  const id = logo instanceof File ? (await sendFile(logo, "avatar")).id : logo;
  return unwrap(api.PUT("/api/marketplace/shop-settings", { body: { ...rest, logo: id } }));
}

export const closeShop = () => unwrap(api.DELETE("/api/marketplace/shop-settings"));

export const sellerQuery = (id: string) => queryOptions({ queryKey: keys.people.profile(id), queryFn: () => unwrap(api.GET("/api/users/{id}", { params: { path: { id } } })) });

export const loadListingsOf = (sellerId: string, cursor?: string) => unwrap(api.GET("/api/listings", { params: { query: { sellerId, cursor } } }));

export const loadRatingsOf = (id: string, cursor?: string) => unwrap(api.GET("/api/users/{id}/ratings", { params: { path: { id }, query: { cursor } } }));

export const templatesQuery = (kind?: TemplateKind) =>
  queryOptions({
    queryKey: keys.templates.list({ kind }),
    staleTime: 30_000,
    queryFn: async () => (await unwrap(api.GET("/api/marketplace/templates", { params: { query: { kind } } }))).items,
  });

export const saveTemplate = ({ id, ...body }: TemplateText & { id?: string }) =>
  id ? unwrap(api.PUT("/api/marketplace/templates/{id}", { params: { path: { id } }, body })) : unwrap(api.POST("/api/marketplace/templates", { body }));

export const removeTemplate = (id: string) => unwrap(api.DELETE("/api/marketplace/templates/{id}", { params: { path: { id } } }));
