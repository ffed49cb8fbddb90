/**
 * The page's nonce, fresh with every load: the server's content policy allows only `<style>` elements that carry it. The browser hides it
 * from selectors and keeps it in this property.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

/** For libraries that ask webpack for it, as what locks the page behind a dialog does. */
export function announceNonce() {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
