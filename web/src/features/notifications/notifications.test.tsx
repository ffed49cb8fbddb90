// @vitest-environment happy-dom
import { cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "@/lib/api";
import type { NotificationView } from "@/lib/types";
import { show } from "@/components/testing";
import { Bell } from "./Bell";
import { byDay } from "./days";
import NotificationsPage from "./NotificationsPage";

const note = (id: string, readAt: string | null, link: string | null = `/orders/${id}`): NotificationView => ({ id, kind: "x", title: `Note ${id}`, body: "", link, data: {}, readAt, createdAt: new Date().toISOString() }) as NotificationView;

let notes: NotificationView[];
let marked: string[];

beforeEach(() => {
  vi.restoreAllMocks();
  marked = [];
  notes = [note("1", null), note("2", "2026-01-01T00:00:00Z"), note("3", null, "//evil.example/x")];
  const answer = (data: unknown) => ({ data: { success: true, data }, response: new Response() }) as never;
  vi.spyOn(api, "GET").mockImplementation((async (_: string, init: { params: { query: { unread?: boolean } } }) => {
    const items = notes.filter(({ readAt }) => !init.params.query.unread || !readAt);
    return answer({ items, nextCursor: null, unread: notes.filter(({ readAt }) => !readAt).length });
  }) as never);
  vi.spyOn(api, "PATCH").mockImplementation((async (_: string, init: { params: { path: { id: string } } }) => {
    marked.push(init.params.path.id);
    notes = notes.map((one) => (one.id === init.params.path.id ? { ...one, readAt: "2026-01-02T00:00:00Z" } : one));
    return answer({});
  }) as never);
  vi.spyOn(api, "POST").mockImplementation((async () => {
    notes = notes.map((one) => ({ ...one, readAt: "2026-01-02T00:00:00Z" }));
    return answer({ unread: 0 });
  }) as never);
});

afterEach(cleanup);

describe("the notification centre", () => {
  it("counts on the bell what is unread, and opens to the latest", async () => {
    show(<Bell />);
    const bell = await screen.findByRole("button", { name: "Notifications, 2 unread" });
    await userEvent.click(bell);
    expect(await screen.findByText("Note 1")).toBeTruthy();
    expect(screen.getByRole("link", { name: "See all" }).getAttribute("href")).toBe("/notifications");
  });

  it("marks as read what is followed, and goes there", async () => {
    const { where } = show(<NotificationsPage />);
    await userEvent.click(await screen.findByText("Note 1"));
    await waitFor(() => expect(marked).toEqual(["1"]));
    expect(where()).toBe("/orders/1");
  });

  it("leads only to places of this site", async () => {
    show(<NotificationsPage />);
    await screen.findByText("Note 3");
    expect(screen.queryAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["/orders/1", "/orders/2"]);
  });

  it("shows only the unread when asked, and marks all at once", async () => {
    show(<NotificationsPage />);
    await screen.findByText("Note 2");
    await userEvent.click(screen.getByRole("radio", { name: "Unread only" }));
    await waitFor(() => expect(screen.queryByText("Note 2")).toBeNull());
    await userEvent.click(screen.getByRole("button", { name: "Mark all as read" }));
    expect(await screen.findByText("You have read everything")).toBeTruthy();
  });

  it("groups by the day on which something happened here", () => {
    const now = new Date(2026, 5, 15, 12);
    const at = (day: number, hour: number) => ({ createdAt: new Date(2026, 5, day, hour).toISOString() });
    const days = byDay([at(15, 9), at(15, 0), at(14, 23), at(10, 8)], now);
    expect(days.map(({ name, items }) => [name, items.length])).toEqual([["Today", 2], ["Yesterday", 1], ["Wednesday 10 June", 1]]);
    expect(byDay([{ createdAt: new Date(2025, 5, 15).toISOString() }], now)[0]?.name).toBe("15 Jun 2025");
  });
});
