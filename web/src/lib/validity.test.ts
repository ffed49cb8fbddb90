// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { speakOfFields } from "./validity";

speakOfFields();

function field(html: string): HTMLInputElement {
  document.body.innerHTML = `<form>${html}</form>`;
  return document.querySelector("input") as HTMLInputElement;
}

it("says in the page's language what a field wants, and forgets it when it is filled in", () => {
  const name = field('<input required>');
  expect(name.checkValidity()).toBe(false);
  expect(name.validationMessage).toBe("Fill this in.");
  name.value = "Bea";
  name.dispatchEvent(new Event("input", { bubbles: true }));
  expect(name.validationMessage).toBe("");
  expect(name.checkValidity()).toBe(true);
});

it("tells an address from another text", () => {
  const email = field('<input type="email" value="bea">');
  expect(email.checkValidity()).toBe(false);
  expect(email.validationMessage).toBe("This is not an e-mail address.");
});

it("forgets before each try what the page has filled in since", () => {
  const name = field('<input required><button type="submit">Send</button>');
  expect(name.checkValidity()).toBe(false);
  name.value = "from a template";
  document.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("button")?.click();
  expect(name.checkValidity()).toBe(true);
});
