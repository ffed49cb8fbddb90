// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createMemoryRouter, Link, RouterProvider } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Browse, Facet } from "./Browse";
import { useFilters } from "./filters";

const option = (value: string) => [{ value, label: value, count: 1 }];

function List() {
  const { values, change } = useFilters(["q", "category", "currency"]);
  return (
    <Browse
      search={{ label: "Search", value: values.q, change: (q) => change({ q }, true) }}
      sort={{ words: { newest: "Newest" }, value: "newest", change: () => undefined }}
      count={1}
      chips={[]}
      clear={() => undefined}
      facets={
        <>
          <Facet title="Category" options={option("art")} value={values.category} change={(category) => change({ category })} />
          <Facet title="Currency" options={option("EUR")} value={values.currency} change={(currency) => change({ currency })} />
        </>
      }
    >
      <Link to="/item">Item</Link>
    </Browse>
  );
}

function browse() {
  const router = createMemoryRouter([{ path: "/", element: <List /> }, { path: "/item", element: <p>The item</p> }]);
  render(<MantineProvider env="test"><RouterProvider router={router} /></MantineProvider>);
  return router;
}

const type = (text: string) => fireEvent.change(screen.getByRole("searchbox"), { target: { value: text } });
const open = () => fireEvent.click(screen.getByRole("link", { name: "Item" }));
const choose = (name: RegExp) => fireEvent.click(screen.getByRole("button", { name }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("filters of the address", () => {
  it("are there on the way back from what was opened within the pause after typing", async () => {
    const router = browse();
    type("logo ");
    open();
    expect(router.state.location.pathname).toBe("/item");
    await act(() => router.navigate(-1));
    expect(router.state.location.search).toBe("?q=logo");
    expect(screen.getByRole<HTMLInputElement>("searchbox").value).toBe("logo");
  });

  it("keep what is typed when another is chosen meanwhile", () => {
    const router = browse();
    type("logo");
    choose(/art/);
    act(() => void vi.advanceTimersByTime(1000));
    expect(router.state.location.search).toBe("?q=logo&category=art");
  });

  it("add up when two are chosen before the page is drawn again", () => {
    const router = browse();
    act(() => {
      choose(/art/);
      choose(/EUR/);
    });
    expect(router.state.location.search).toBe("?category=art&currency=EUR");
  });
});
