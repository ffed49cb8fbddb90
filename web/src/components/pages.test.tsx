// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/errors";
import { PagedList, usePages } from "./pages";
import { show } from "./testing";

const PER_PAGE = 1000;
let seen: (() => void) | null = null;

class Observer {
  constructor(private readonly told: (entries: { isIntersecting: boolean }[]) => void) {}
  observe() {
    seen = () => this.told([{ isIntersecting: true }]);
  }
  disconnect() {
    seen = null;
  }
}

function List({ load }: { load: (cursor?: string) => Promise<{ items: number[]; nextCursor?: string }> }) {
  const query = usePages(["numbers"], load);
  return <PagedList query={query} empty="Nothing">{(items) => <ul className="rows">{items.map((n) => <li key={n}>{n}</li>)}</ul>}</PagedList>;
}

const upTo = (last: number) => async (cursor?: string) => {
  const from = Number(cursor ?? 0);
  const items = Array.from({ length: Math.min(PER_PAGE, last - from) }, (_, i) => from + i);
  return { items, nextCursor: from + PER_PAGE < last ? String(from + PER_PAGE) : undefined };
};

afterEach(cleanup);

describe("a list that goes on", () => {
  beforeEach(() => {
    seen = null;
    vi.stubGlobal("IntersectionObserver", Observer);
  });

  it("reads on when its end comes near, to the ten-thousandth row", async () => {
    const { container } = show(<List load={upTo(10_000)} />);
    for (let rows = PER_PAGE; rows < 10_000; rows += PER_PAGE) {
      await waitFor(() => expect(seen).not.toBeNull());
      seen?.();
    }
    await waitFor(() => expect(container.querySelectorAll("li")).toHaveLength(10_000));
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  }, 60_000);

  it("has a button where nothing watches the end", async () => {
    vi.stubGlobal("IntersectionObserver", undefined);
    Reflect.deleteProperty(globalThis, "IntersectionObserver");
    const { container } = show(<List load={upTo(1_500)} />);
    await userEvent.click(await screen.findByRole("button", { name: "Show more" }));
    await waitFor(() => expect(container.querySelectorAll("li")).toHaveLength(1_500));
  });

  it("says when it is empty", async () => {
    show(<List load={upTo(0)} />);
    expect(await screen.findByText("Nothing")).toBeTruthy();
  });

  it("keeps what is there when the next page fails, and tries again when asked", async () => {
    let broken = true;
    const load = async (cursor?: string) => {
      if (cursor && broken) throw new ApiError(500, "INTERNAL", "It broke.", [], "req-7");
      return upTo(1_500)(cursor);
    };
    const { container } = show(<List load={load} />);
    await waitFor(() => expect(seen).not.toBeNull());
    seen?.();
    expect((await screen.findByRole("alert")).textContent).toContain("req-7");
    expect(container.querySelectorAll("li")).toHaveLength(1_000);
    broken = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(container.querySelectorAll("li")).toHaveLength(1_500));
  });
});
