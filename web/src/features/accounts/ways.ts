// Ways to sign in and to prove oneself again.
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";
import { keys } from "@/lib/keys";
import { signedIn } from "@/lib/session";
import type { SecondFactor, SignIn } from "@/lib/types";
import type { Eip1193 } from "@/lib/wallet";

/** Takes up the session, or hands back the second factor that is owed. */
function begin(answer: SignIn): SecondFactor | null {
  if ("secondFactor" in answer) return answer.secondFactor;
  signedIn(answer);
  return null;
}

export const methodsQuery = queryOptions({ queryKey: keys.account.methods, staleTime: 5 * 60_000, queryFn: () => unwrap(api.GET("/api/auth/methods")) });

export const signIn = async (body: { email: string; password: string }) => begin(await unwrap(api.POST("/api/auth/login", { body })));

export const giveSecondFactor = async (body: { ticket: string; code: string }) => begin(await unwrap(api.POST("/api/auth/second-factor", { body })));

export const verifyEmail = async (body: { token: string; password: string }) => begin(await unwrap(api.POST("/api/auth/verify-email", { body })));

export const useLink = async (token: string) => begin(await unwrap(api.POST("/api/auth/magic-link/use", { body: { token } })));

export const askForLink = (email: string) => unwrap(api.POST("/api/auth/magic-link", { body: { email } }));

export const askForReset = (email: string) => unwrap(api.POST("/api/auth/forgot-password", { body: { email } }));

export const resetPassword = (body: { token: string; password: string }) => unwrap(api.POST("/api/auth/reset-password", { body }));

export const confirmEmail = (token: string) => unwrap(api.POST("/api/auth/confirm-email", { body: { token } }));

// The library is loaded when somebody uses a passkey, not with the page.
const webauthn = () => import("@simplewebauthn/browser");

/** Signs in with a passkey of the person's choice; `quietly` offers it within the address field's suggestions. */
export async function signInWithPasskey(quietly = false) {
  const { startAuthentication, browserSupportsWebAuthnAutofill } = await webauthn();
  if (quietly && !(await browserSupportsWebAuthnAutofill())) return null;
  const { ceremony, publicKey } = await unwrap(api.POST("/api/auth/passkeys/sign-in/start"));
  const credential = await startAuthentication({ optionsJSON: publicKey as never, useBrowserAutofill: quietly });
  return begin(await unwrap(api.POST("/api/auth/passkeys/sign-in/finish", { body: { ceremony, credential: credential as never } })));
}

/** Ends what [signInWithPasskey] waits for quietly. */
export const forgetQuietPasskey = async () => (await webauthn()).WebAuthnAbortService.cancelCeremony();

export async function addPasskey(name: string) {
  const { startRegistration } = await webauthn();
  const { ceremony, publicKey } = await unwrap(api.POST("/api/auth/passkeys/register/start"));
  const credential = await startRegistration({ optionsJSON: publicKey as never });
  return unwrap(api.POST("/api/auth/passkeys/register/finish", { body: { ceremony, name, credential: credential as never } }));
}

export const stepUp = (body: { password?: string; code?: string }) => unwrap(api.POST("/api/auth/step-up", { body }));

export async function stepUpWithPasskey() {
  const { startAuthentication } = await webauthn();
  const { ceremony, publicKey } = await unwrap(api.POST("/api/auth/step-up/passkey/start"));
  const credential = await startAuthentication({ optionsJSON: publicKey as never });
  return unwrap(api.POST("/api/auth/step-up/passkey/finish", { body: { ceremony, credential: credential as never } }));
}

// EIP-4361 allows ASCII only here, and wallets show the sentence as it is: it is part of what is signed, not a word of the page.
const STATEMENT = "Sign in to this site.";

/** A message of EIP-4361, signed by the wallet in the page. */
export async function signedMessage(wallet: Eip1193) {
  const [address] = (await wallet.request({ method: "eth_requestAccounts" })) as string[];
  const chain = Number(await wallet.request({ method: "eth_chainId" }));
  if (!address) throw new Error("The wallet shared no account.");
  const { nonce, domain, uri } = await unwrap(api.POST("/api/auth/siwe/nonce"));
  const { checksummed } = await import("@/lib/checksum");
  const message = `${domain} wants you to sign in with your Ethereum account:\n${checksummed(address)}\n\n${STATEMENT}\n\nURI: ${uri}\nVersion: 1\nChain ID: ${chain}\nNonce: ${nonce}\nIssued At: ${new Date().toISOString()}`;
  const signature = (await wallet.request({ method: "personal_sign", params: [message, address] })) as string;
  return { message, signature };
}

export const signInWithWallet = async (wallet: Eip1193) => begin(await unwrap(api.POST("/api/auth/siwe", { body: await signedMessage(wallet) })));

export const signInWithTelegram = async (initData: string) => begin(await unwrap(api.POST("/api/telegram/session", { body: { initData } })));

/** True when the person closed the browser's own dialog, which is no failure to speak of. */
export const wasClosed = (error: unknown) => error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError");

/** True when the authenticator holds a passkey of this account already: it makes no second one. */
export const wasKnown = (error: unknown) => error instanceof Error && error.name === "InvalidStateError";
