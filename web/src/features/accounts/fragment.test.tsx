// @vitest-environment happy-dom
import { act, render, screen } from "@testing-library/react";
import { startTransition, Suspense, use, useState } from "react";
import { afterEach, expect, it } from "vitest";
import { useFragment } from "./fragment";

let come: () => void = () => {};
const slow = new Promise<void>((resolve) => (come = resolve));
let show: (shown: boolean) => void = () => {};
let draws = 0;

function Link() {
  const { token } = useFragment("token");
  draws += 1;
  use(slow);
  return <p>{token ?? "nothing"}</p>;
}

function Frame() {
  const [shown, setShown] = useState(false);
  show = setShown;
  return <Suspense fallback="waiting">{shown && <Link />}</Suspense>;
}

afterEach(() => history.replaceState(null, "", "/"));

it("keeps a link's secret when the page is drawn twice, and leaves it in no history", async () => {
  history.replaceState(null, "", "/magic?from=letter#token=secret");
  render(<Frame />);
  await act(async () => startTransition(() => show(true)));
  expect(draws).toBeGreaterThan(0);
  const before = draws;
  await act(async () => come());
  expect(draws).toBeGreaterThan(before);
  expect(screen.getByText("secret")).toBeTruthy();
  expect(location.hash).toBe("");
  expect(location.search).toBe("?from=letter");
});
