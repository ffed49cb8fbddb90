import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

export const unreadQuery = queryOptions({
  queryKey: keys.notifications.unread,
  queryFn: async () => (await unwrap(api.GET("/api/notification", { params: { query: { limit: 1 } } }))).unread,
});

/** The newest few, with how many are unread. */
export const latestQuery = queryOptions({
  queryKey: keys.notifications.list({ limit: 8 }),
  queryFn: () => unwrap(api.GET("/api/notification", { params: { query: { limit: 8 } } })),
});

export const loadNotifications = (onlyUnread: boolean, cursor?: string) => unwrap(api.GET("/api/notification", { params: { query: { cursor, unread: onlyUnread || undefined } } }));

export const markRead = (id: string) => unwrap(api.PATCH("/api/notification/{id}/read", { params: { path: { id } } }));

export const markAllRead = () => unwrap(api.POST("/api/notification/read-all"));
