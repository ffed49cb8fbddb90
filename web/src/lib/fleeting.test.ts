import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Fleeting } from "./fleeting";

describe("what is shown for a while", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is forgotten when its time is over, and whoever listens is told", () => {
    const fleeting = new Fleeting<string>(60_000);
    const told = vi.fn();
    fleeting.subscribe(told);
    fleeting.show("s3cret");
    expect(fleeting.get()).toEqual({ value: "s3cret", until: Date.now() + 60_000 });
    vi.advanceTimersByTime(59_999);
    expect(fleeting.get()?.value).toBe("s3cret");
    vi.advanceTimersByTime(1);
    expect(fleeting.get()).toBeNull();
    expect(told).toHaveBeenCalledTimes(2);
  });

  it("shown again stays its whole time", () => {
    const fleeting = new Fleeting<string>(60_000);
    fleeting.show("first");
    vi.advanceTimersByTime(40_000);
    fleeting.show("second");
    vi.advanceTimersByTime(40_000);
    expect(fleeting.get()?.value).toBe("second");
    vi.advanceTimersByTime(20_000);
    expect(fleeting.get()).toBeNull();
  });

  it("can be hidden early, once", () => {
    const fleeting = new Fleeting<string>(60_000);
    const told = vi.fn();
    fleeting.show("s3cret");
    const stop = fleeting.subscribe(told);
    fleeting.forget();
    fleeting.forget();
    expect(fleeting.get()).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
    expect(told).toHaveBeenCalledTimes(1);
    stop();
    fleeting.show("unheard");
    expect(told).toHaveBeenCalledTimes(1);
  });
});
