// @vitest-environment happy-dom
import { TextInput } from "@mantine/core";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/errors";
import { ErrorBox } from "./ErrorBox";
import { show } from "./testing";

const invalid = new ApiError(400, "VALIDATION", "Some fields are not right.", [{ path: "title", msg: "is too short" }, { path: "terms.price", msg: "is too low" }]);

afterEach(cleanup);

describe("the box of an error", () => {
  it("leaves out what a field says already, and leads the keyboard there", () => {
    show(<form><TextInput label="Title" error="is too short" /><ErrorBox error={invalid} /></form>);
    const box = screen.getByRole("alert");
    expect(box.textContent).not.toContain("is too short");
    expect(box.textContent).toContain("is too low");
    expect(document.activeElement).toBe(screen.getByLabelText("Title"));
  });

  it("says everything where no form does", () => {
    show(<ErrorBox error={invalid} />);
    expect(screen.getByRole("alert").textContent).toContain("is too short");
  });

  it("names the request of a surprise, but not of a refusal", () => {
    const { unmount } = show(<ErrorBox error={new ApiError(500, "INTERNAL", "It broke.", [], "req-1")} />);
    expect(screen.getByRole("alert").textContent).toContain("req-1");
    expect(screen.getByRole("button", { name: "Copy the request id" })).toBeTruthy();
    unmount();
    show(<ErrorBox error={new ApiError(409, "CONFLICT", "It is taken.", [], "req-2")} />);
    expect(screen.getByRole("alert").textContent).not.toContain("req-2");
  });

  it("says how long to wait, and lets nobody try before", () => {
    const retry = vi.fn();
    const { unmount } = show(<ErrorBox error={new ApiError(429, "RATE_LIMITED", "Too many requests.", [], null, 42)} retry={retry} />);
    expect(screen.getByRole("timer").textContent).toBe("Try again in 42 seconds.");
    expect((screen.getByRole("button", { name: "Try again" }) as HTMLButtonElement).disabled).toBe(true);
    unmount();
    show(<ErrorBox error={new ApiError(429, "RATE_LIMITED", "Too many requests.", [], null, 600)} />);
    expect(screen.getByRole("timer").textContent).toBe("Try again in 10 minutes.");
  });

  it("reads the wait out of the answer", () => {
    const response = new Response(null, { status: 429, headers: { "retry-after": "17" } });
    expect(ApiError.from(response, { error: { code: "RATE_LIMITED", message: "Slow down." } }).retryAfter).toBe(17);
    expect(ApiError.from(new Response(null, { status: 500 }), null).retryAfter).toBeNull();
  });
});
