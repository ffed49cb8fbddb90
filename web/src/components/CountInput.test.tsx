// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { CountInput } from "./CountInput";
import { show } from "./testing";

afterEach(cleanup);

function Field({ start = "" }: { start?: number | "" }) {
  const [value, setValue] = useState<number | "">(start);
  return (
    <>
      <CountInput label="Units" value={value} onChange={setValue} min={1} max={1000} />
      <output>{String(value)}</output>
      <button type="button">elsewhere</button>
    </>
  );
}

const field = () => screen.getByLabelText("Units") as HTMLInputElement;
const taken = () => screen.getByRole("status").textContent;

it.each([
  ["15", "15"],
  ["۱۲", "12"],
  ["1,000", "1000"],
  ["1.5", ""],
  ["1,50", ""],
])("takes %s as %j", async (typed, read) => {
  const user = userEvent.setup();
  show(<Field />);
  await user.type(field(), typed);
  expect(field().value).toBe(typed);
  expect(taken()).toBe(read);
  await user.click(screen.getByRole("button"));
  expect(field().value).toBe(read);
});

it("counts by the arrows, within its bounds", async () => {
  const user = userEvent.setup();
  show(<Field start={2} />);
  await user.type(field(), "{ArrowUp}{ArrowDown}{ArrowDown}{ArrowDown}");
  expect(taken()).toBe("1");
});
