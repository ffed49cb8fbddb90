// Draws a component as the app does, for tests: theme, router, and a cache that holds what is given and asks nobody.
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider, type QueryKey } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";

// The stand-in for a browser has no fonts, to which a growing text field listens.
if (!("fonts" in document)) Object.defineProperty(document, "fonts", { value: new EventTarget() });

/** `known`: what the server is taken to have said. */
export function show(ui: ReactNode, { known = [], at = "/" }: { known?: [QueryKey, unknown][]; at?: string } = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY } } });
  for (const [key, data] of known) client.setQueryData(key, data);
  let here = at;
  function Here() {
    const { pathname, search } = useLocation();
    here = pathname + search;
    return null;
  }
  const wrap = (inner: ReactNode) => (
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <MemoryRouter initialEntries={[at]}>{inner}<Here /></MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>
  );
  const drawn = render(wrap(ui));
  /** Where the page has led. */
  const where = () => here;
  return { ...drawn, client, where, again: (next: ReactNode) => drawn.rerender(wrap(next)) };
}
