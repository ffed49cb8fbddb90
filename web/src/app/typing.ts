// Whether something was typed into the page that is shown.

let typedAt: string | null = null;

globalThis.document?.addEventListener("input", ({ target }) => {
  if (target instanceof HTMLElement && target.closest("form")) typedAt = location.pathname;
}, { capture: true });

export const typing = (): boolean => typedAt === location.pathname;
