import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { ApiError } from "@/lib/errors";
import { keys } from "@/lib/keys";
import { saveFile } from "@/lib/saveFile";
import { lookThrough } from "@/lib/session";
import type { Role, UserStatus } from "@/lib/types";
import type { AuditFilter } from "./types";

export interface PeopleFilter {
  q?: string;
  role?: Role;
  status?: UserStatus;
  verified?: "email" | "passkey" | "totp" | "identity";
}

export const loadPeople = (filter: PeopleFilter, cursor?: string) => unwrap(api.GET("/api/admin/users", { params: { query: { ...filter, cursor, limit: 50 } } }));

export const userQuery = (id: string) => queryOptions({ queryKey: keys.people.one(id), queryFn: () => unwrap(api.GET("/api/admin/users/{id}", { params: { path: { id } } })) });

const at = (id: string) => ({ params: { path: { id } } });

export const setRoles = ({ id, roles }: { id: string; roles: Role[] }) => unwrap(api.PUT("/api/admin/users/{id}/roles", { ...at(id), body: { roles } }));

export const setStatus = ({ id, ...body }: { id: string; status: "active" | "suspended"; reason: string | null }) => unwrap(api.PUT("/api/admin/users/{id}/status", { ...at(id), body }));

export const endSessions = (id: string) => unwrap(api.DELETE("/api/admin/users/{id}/sessions", at(id)));

export const endSession = ({ user, session }: { user: string; session: string }) =>
  unwrap(api.DELETE("/api/admin/users/{id}/sessions/{sessionId}", { params: { path: { id: user, sessionId: session } } }));

export const resetFactors = ({ id, reason }: { id: string; reason: string }) => unwrap(api.POST("/api/admin/users/{id}/reset-factors", { ...at(id), body: { reason } }));

export const look = async ({ id, reason }: { id: string; reason: string }) => lookThrough(await unwrap(api.POST("/api/admin/users/{id}/impersonate", { ...at(id), body: { reason } })));

export const loadAudit = (filter: AuditFilter, cursor?: string) => unwrap(api.GET("/api/admin/audit", { params: { query: { ...filter, cursor, limit: 50 } } }));

export const auditActionsQuery = queryOptions({ queryKey: keys.audit.actions, queryFn: async () => (await unwrap(api.GET("/api/admin/audit/actions"))).items });

/** What the filter leaves of the log, as a file. */
export async function downloadAudit(filter: AuditFilter): Promise<void> {
  const { data, error, response } = await api.GET("/api/admin/audit.csv", { params: { query: filter }, parseAs: "blob" });
  if (!response.ok || !data) throw ApiError.from(response, error);
  saveFile("amanat-audit.csv", data as Blob);
}
