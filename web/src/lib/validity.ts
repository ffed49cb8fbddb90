// What the browser itself says of a field that isn't filled in, in the page's language rather than the browser's.
import { t } from "@/i18n/common";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isField = (target: EventTarget | null): target is Field =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

function sentence({ validity, type }: Field): string {
  if (validity.valueMissing) return t.common.fillIn;
  return validity.typeMismatch && type === "email" ? t.common.notEmail : t.common.notFit;
}

/** Call once. Events of fields don't rise, so they are caught on their way down. */
export function speakOfFields(): void {
  document.addEventListener(
    "invalid",
    ({ target }) => {
      if (!isField(target)) return;
      target.setCustomValidity("");
      if (!target.validity.valid) target.setCustomValidity(sentence(target));
    },
    true,
  );
  // A sentence that was set counts as a fault until it is taken back.
  const forget = ({ target }: Event) => isField(target) && target.setCustomValidity("");
  document.addEventListener("input", forget, true);
  document.addEventListener("change", forget, true);
  // What the page itself filled in tells nobody: each try begins anew. (Enter presses the button, too.)
  document.addEventListener(
    "click",
    ({ target }) => {
      const { form } = (target instanceof Element && target.closest<HTMLButtonElement>("button[type=submit]")) || {};
      for (const field of form?.elements ?? []) if (isField(field)) field.setCustomValidity("");
    },
    true,
  );
}
