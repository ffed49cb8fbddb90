import { speak } from "@/i18n/language";
import { afterEach, describe, expect, it } from "vitest";
import type { ListingView } from "@/lib/types";
import { BLANK, type Fields, fromListing, toChange, toNew, toSeconds, toSpan } from "./fields";

const FILLED: Fields = {
  ...BLANK, serviceName: " Weather ", description: "Forecasts.", unitDescription: "one call", pricePerUnit: "1,000.50", secret: " k ",
  gateway: { ...BLANK.gateway, upstreamUrl: "https://api.example.com/v1 " },
};

describe("a new listing", () => {
  it("through the gateway has its settings, the key as it was typed, and exact money", () => {
    expect(toNew(FILLED)).toMatchObject({
      serviceName: "Weather", pricePerUnit: "1000.50", fulfilment: "metered_gateway", secret: " k ", probe: null, tokenLifetimeS: 2_592_000,
      gateway: { upstreamUrl: "https://api.example.com/v1", inject: { kind: "header", name: "Authorization", prefix: "Bearer " }, meter: { kind: "request" }, maxUnitsPerCall: 1 },
    });
  });

  it("counted by the answer says by what, and holds the most of one call", () => {
    const gateway = { ...FILLED.gateway, meterKind: "json_path" as const, meterName: " usage.total_tokens ", maxUnitsPerCall: 4_000, injectPrefix: "" };
    expect(toNew({ ...FILLED, gateway }).gateway).toMatchObject({ meter: { kind: "json_path", path: "usage.total_tokens" }, maxUnitsPerCall: 4_000, inject: { kind: "header", name: "Authorization" } });
  });

  it("of codes has no stock, secret, gateway or test call of its own", () => {
    const pool = toNew({ ...FILLED, fulfilment: "code_pool", tested: true });
    expect(pool.availableUnits).toBe(0);
    for (const name of ["secret", "gateway", "probe"]) expect(pool).not.toHaveProperty(name);
  });

  it("with a test call says what must come back", () => {
    const { probe } = toNew({ ...FILLED, tested: true, probe: { method: "GET", path: "/status", expectStatus: 204, expectContains: "" } });
    expect(probe).toEqual({ method: "GET", path: "/status", expectStatus: 204 });
  });
});

describe("a price", () => {
  afterEach(() => speak("en"));

  it("is sent as it was meant in each language, and not at all where that is not certain", () => {
    const sent = (typed: string) => toNew({ ...FILLED, pricePerUnit: typed }).pricePerUnit;
    speak("fr");
    expect([sent("0,02"), sent("1,50"), sent("1 500,25"), sent("1.500")]).toEqual(["0.02", "1.50", "1500.25", ""]);
    speak("vi");
    expect([sent("1,5"), sent("1.500"), sent("1.500.000")]).toEqual(["1.5", "", "1500000"]);
    speak("fa");
    expect(sent("۰٫۰۲")).toBe("0.02");
    speak("en");
    expect([sent("1,5"), sent("1,500")]).toEqual(["1.5", ""]);
  });

  it("that was read is typed as this language writes it", () => {
    speak("vi");
    const read = fromListing({ ...toNew(FILLED), pricePerUnit: "1.125" } as unknown as ListingView);
    expect(read.pricePerUnit).toBe("1,125");
    expect(toNew(read).pricePerUnit).toBe("1.125");
  });
});

describe("a change", () => {
  it("is only what differs", () => {
    expect(toChange(FILLED, FILLED)).toEqual({});
    expect(toChange({ ...FILLED, pricePerUnit: "2", categoryId: "c" }, FILLED)).toEqual({ pricePerUnit: "2", categoryId: "c" });
    expect(toChange({ ...FILLED, tested: true }, FILLED)).toEqual({ probe: { method: "GET", path: "/", expectStatus: 200 } });
    expect(toChange(FILLED, { ...FILLED, tested: true, categoryId: "c" })).toEqual({ probe: null, categoryId: null });
  });

  it("of a listing that was read and not touched is nothing", () => {
    const { secret: _, availableUnits, categoryId: __, gateway, probe, ...rest } = toNew({ ...FILLED, tested: true });
    const view = {
      ...rest, id: "l", seller: { id: "s", displayName: "S" }, status: "active", availableUnits: availableUnits ?? 0, sales: 0, ratings: 0, createdAt: "", updatedAt: "",
      own: { moderation: "approved", stockedUnits: 0, reservedUnits: 0, soldUnits: 0, hasSecret: true, gateway, probe, version: 1 },
    } as ListingView;
    const read = fromListing(view);
    expect(toChange(read, read)).toEqual({});
    expect(toChange(read, { ...FILLED, tested: true })).toEqual({});
    expect(read.secret).toBe("");
  });
});

describe("times", () => {
  it("are said in the largest unit that fits", () => {
    expect(toSpan(86_400 * 30)).toEqual({ count: 30, unit: "days" });
    expect(toSpan(3_600 * 36)).toEqual({ count: 36, unit: "hours" });
    expect(toSpan(60)).toEqual({ count: 1, unit: "minutes" });
    for (const seconds of [60, 3_600, 90_000, 86_400, 2_592_000]) expect(toSeconds(toSpan(seconds))).toBe(seconds);
  });
});
