import { queryOptions } from "@tanstack/react-query";
import { api, sendFile, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import { saveJson } from "@/lib/saveFile";
import type { NewAddress, NewApiKey, ProfileChange } from "@/lib/types";
import { signedMessage } from "@/features/accounts/ways";
import type { Eip1193 } from "@/lib/wallet";

export const changeProfile = (body: ProfileChange) => unwrap(api.PATCH("/api/user/me", { body }));

/** Uploads a picture and takes it, or takes none; answers the account as it is then. */
export async function setPicture(file: File | null) {
  const fileId = file && (await sendFile(file, "avatar")).id;
  await unwrap(api.PUT("/api/user/me/avatar", { body: { fileId } }));
  return unwrap(api.GET("/api/user/me"));
}

export const changeEmail = (email: string) => unwrap(api.POST("/api/auth/change-email", { body: { email } }));

export const changePassword = (body: { current: string | null; password: string }) => unwrap(api.POST("/api/auth/change-password", { body }));

export const passkeysQuery = queryOptions({ queryKey: keys.account.passkeys, queryFn: () => unwrap(api.GET("/api/auth/passkeys")) });

export const renamePasskey = ({ id, name }: { id: string; name: string }) => unwrap(api.PATCH("/api/auth/passkeys/{id}", { params: { path: { id } }, body: { name } }));

export const removePasskey = (id: string) => unwrap(api.DELETE("/api/auth/passkeys/{id}", { params: { path: { id } } }));

export const totpQuery = queryOptions({ queryKey: keys.account.totp, queryFn: () => unwrap(api.GET("/api/auth/totp")) });

export const startTotp = () => unwrap(api.POST("/api/auth/totp/start"));

export const confirmTotp = (code: string) => unwrap(api.POST("/api/auth/totp/confirm", { body: { code } }));

export const removeTotp = () => unwrap(api.DELETE("/api/auth/totp"));

export const renewCodes = () => unwrap(api.POST("/api/auth/recovery-codes"));

export const identitiesQuery = queryOptions({ queryKey: keys.account.identities, queryFn: () => unwrap(api.GET("/api/auth/identities")) });

export const unlink = (id: string) => unwrap(api.DELETE("/api/auth/identities/{id}", { params: { path: { id } } }));

export const startLink = (provider: string) => unwrap(api.POST("/api/auth/oidc/{provider}/link", { params: { path: { provider } } }));

export const linkWallet = async (wallet: Eip1193) => unwrap(api.POST("/api/auth/siwe/link", { body: await signedMessage(wallet) }));

export const linkTelegram = (initData: string) => unwrap(api.POST("/api/telegram/link", { body: { initData } }));

export const nameSession = ({ id, name }: { id: string; name: string }) => unwrap(api.PATCH("/api/auth/sessions/{id}", { params: { path: { id } }, body: { name } }));

export const endOthers = () => unwrap(api.POST("/api/auth/sessions/revoke-others"));

export const postalQuery = queryOptions({ queryKey: keys.account.postal, queryFn: () => unwrap(api.GET("/api/address")) });

export const addPostal = (body: NewAddress) => unwrap(api.POST("/api/address", { body }));

export const changePostal = ({ id, ...body }: NewAddress & { id: string }) => unwrap(api.PATCH("/api/address/{id}", { params: { path: { id } }, body }));

export const removePostal = (id: string) => unwrap(api.DELETE("/api/address/{id}", { params: { path: { id } } }));

export const makeDefault = (id: string) => unwrap(api.POST("/api/address/{id}/default", { params: { path: { id } } }));

/** Ends all sessions of this person, this one too. */
export const endAll = () => unwrap(api.POST("/api/auth/logout-all"));

export const loadKeys = (cursor?: string) => unwrap(api.GET("/api/user/api-keys", { params: { query: { cursor } } }));

export const makeKey = (body: NewApiKey) => unwrap(api.POST("/api/user/api-keys", { body }));

export const revokeKey = (id: string) => unwrap(api.DELETE("/api/user/api-keys/{id}", { params: { path: { id } } }));

export const eraseAccount = (confirm: string) => unwrap(api.POST("/api/user/erase", { body: { confirm } }));

/** Hands the export to the browser as a file. It is a whole document, without the envelope of other answers. */
export async function downloadExport() {
  const { data, error, response } = await api.GET("/api/user/export");
  if (!response.ok || data === undefined) return unwrap(Promise.resolve({ error, response }) as never);
  saveJson("my-data.json", data);
}
