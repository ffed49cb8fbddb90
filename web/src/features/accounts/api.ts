import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import { signedOut } from "@/lib/session";

export const endLook = () => unwrap(api.DELETE("/api/admin/impersonation"));

export async function signOut() {
  try {
    await unwrap(api.POST("/api/auth/logout"));
  } finally {
    signedOut();
  }
}

export const sessionsQuery = queryOptions({
  queryKey: keys.account.sessions,
  queryFn: () => unwrap(api.GET("/api/auth/sessions")),
});

export const addressesQuery = queryOptions({
  queryKey: keys.account.addresses,
  queryFn: () => unwrap(api.GET("/api/user/payout-addresses")),
});

export interface DevInfo {
  accounts: { email: string; name: string; password: string; roles: string[] }[];
  chainId: number;
}

/** What a development instance offers; null anywhere else. Not part of the public contract, so not of the generated client. */
export const devQuery = queryOptions({
  queryKey: keys.dev,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<DevInfo | null> => {
    const response = await fetch("/api/dev/info");
    // Elsewhere this is a 404, or the web app's own page.
    if (!response.ok || !response.headers.get("content-type")?.includes("json")) return null;
    const body = (await response.json()) as { data?: DevInfo };
    return body.data ?? null;
  },
});

export const register = (body: { email: string; password: string; displayName: string; accountType: "buyer" | "seller" | "both" }) => unwrap(api.POST("/api/auth/register", { body }));

/** With what this person can prove who they are. */
export const factorsQuery = queryOptions({
  queryKey: keys.account.factors,
  queryFn: async () => {
    const [me, totp, passkeys] = await Promise.all([unwrap(api.GET("/api/user/me")), unwrap(api.GET("/api/auth/totp")), unwrap(api.GET("/api/auth/passkeys"))]);
    return { hasPassword: me.hasPassword, totp: totp.on, recoveryCodesLeft: totp.recoveryCodesLeft, passkeys: passkeys.items.length };
  },
});

export const revokeSession = (id: string) => unwrap(api.DELETE("/api/auth/sessions/{id}", { params: { path: { id } } }));

export const setAddress = ({ chainId, address }: { chainId: number; address: string }) =>
  unwrap(api.PUT("/api/user/payout-addresses/{chainId}", { params: { path: { chainId } }, body: { address } }));

export const removeAddress = (chainId: number) => unwrap(api.DELETE("/api/user/payout-addresses/{chainId}", { params: { path: { chainId } } }));
