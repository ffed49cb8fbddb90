import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connection, socketDown, socketUp } from "./connection";

describe("the connection", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    socketUp();
    vi.useRealTimers();
  });

  it("is spoken of only when it stays away", () => {
    socketDown();
    vi.advanceTimersByTime(4_900);
    expect(connection()).toBe("online");
    socketUp();
    vi.advanceTimersByTime(60_000);
    expect(connection()).toBe("online");
  });

  it("counts one break once, however often it is told of it", () => {
    socketDown();
    vi.advanceTimersByTime(3_000);
    socketDown();
    vi.advanceTimersByTime(2_100);
    expect(connection()).toBe("waiting");
    socketUp();
    expect(connection()).toBe("online");
  });
});
