import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

export const unreadQuery = queryOptions({
  queryKey: keys.notifications.unread,
  queryFn: async () => (await unwrap(api.GET("/api/notification", { params: { query: { limit: 1 } } }))).unread,
});

export const loadNotifications = (cursor?: string) => unwrap(api.GET("/api/notification", { params: { query: { cursor } } }));

export const markRead = (id: string) => unwrap(api.PATCH("/api/notification/{id}/read", { params: { path: { id } } }));

export const markAllRead = () => unwrap(api.POST("/api/notification/read-all"));
