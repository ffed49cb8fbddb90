import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";

/** What everybody may know of a person. */
export const personQuery = (id: string) => queryOptions({ queryKey: keys.people.profile(id), queryFn: () => unwrap(api.GET("/api/users/{id}", { params: { path: { id } } })) });

/** What others said of them, page by page. */
export const loadUserRatings = (id: string, cursor?: string) => unwrap(api.GET("/api/users/{id}/ratings", { params: { path: { id }, query: { cursor } } }));
