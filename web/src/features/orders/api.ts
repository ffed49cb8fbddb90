import { queryOptions } from "@tanstack/react-query";
import { api, sendFile, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import type { ActionRequest, OrderState, Party, TimelineEntry } from "@/lib/types";

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: keys.orders.one(id),
    queryFn: () => unwrap(api.GET("/api/orders/{id}", { params: { path: { id } } })),
  });

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: keys.orders.timeline(id),
    queryFn: async () => {
      const entries: TimelineEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await unwrap(api.GET("/api/orders/{id}/timeline", { params: { path: { id }, query: { limit: 100, cursor } } }));
        entries.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
      return entries;
    },
  });

export const orderFilesQuery = (id: string) => queryOptions({ queryKey: keys.orders.files(id), queryFn: () => unwrap(api.GET("/api/orders/{id}/files", { params: { path: { id } } })) });

export async function addFile(order: string, file: File) {
  const { id } = await sendFile(file, "attachment");
  return unwrap(api.POST("/api/orders/{id}/files", { params: { path: { id: order } }, body: { fileId: id } }));
}

export interface OrderFilter {
  side?: Party;
  state?: OrderState;
  /** Words in the title. */
  q?: string;
  /** Only what waits for the caller. */
  waiting?: boolean;
}

export const loadOrders = (filter: OrderFilter, cursor?: string) =>
  unwrap(api.GET("/api/orders", { params: { query: { ...filter, cursor } } }));

export const actOnOrder = (id: string, body: ActionRequest) =>
  unwrap(api.POST("/api/orders/{id}/actions", { params: { path: { id } }, body }));

export const ratingsQuery = (id: string) =>
  queryOptions({ queryKey: keys.ratings.ofOrder(id), queryFn: () => unwrap(api.GET("/api/orders/{id}/ratings", { params: { path: { id } } })) });

export const rateOrder = ({ id, ...body }: { id: string; stars: number; comment: string | null }) =>
  unwrap(api.POST("/api/orders/{id}/ratings", { params: { path: { id } }, body }));
