import { type Language, speak } from "@/i18n/language";
import { afterEach, describe, expect, it } from "vitest";
import { compareDecimals, decimalToUnits, formatDecimal, formatPrice, formatSigned, formatUnits, isZero, readDecimal, timesDecimal, toInput, unitsLeft, unitsToDecimal } from "./money";

const MAX = (2n ** 256n - 1n).toString();

describe("base units", () => {
  it("become exact decimals at any size", () => {
    expect(unitsToDecimal("1500000", 6)).toBe("1.5");
    expect(unitsToDecimal("1", 18)).toBe("0.000000000000000001");
    expect(unitsToDecimal("0", 18)).toBe("0");
    expect(unitsToDecimal("42", 0)).toBe("42");
    expect(unitsToDecimal(MAX, 18)).toBe("115792089237316195423570985008687907853269984665640564039457.584007913129639935");
  });

  it("survive a round trip", () => {
    for (const units of ["0", "1", "999999", "1000000", "9007199254740993", MAX])
      for (const decimals of [0, 6, 8, 18]) expect(decimalToUnits(unitsToDecimal(units, decimals), decimals)).toBe(units);
  });

  it("refuse what does not fit", () => {
    expect(decimalToUnits("1.0000001", 6)).toBeNull();
    expect(decimalToUnits("1.0000000", 6)).toBe("1000000");
    for (const bad of ["", "-1", "1e6", "0x10", ".5", "1.", "NaN"]) expect(decimalToUnits(bad, 6)).toBeNull();
  });

  it("read with their symbol", () => {
    expect(formatUnits("1234567890000", { decimals: 6, symbol: "USDC" })).toBe("1,234,567.89 USDC");
    expect(formatUnits("200", { decimals: 2, symbol: "USD" })).toBe("2.00 USD");
    expect(formatUnits("200", { decimals: 0, symbol: "JPY" })).toBe("200 JPY");
  });

  it("never go below zero", () => {
    expect(unitsLeft("5", "7")).toBe("0");
    expect(unitsLeft("9007199254740993", "1")).toBe("9007199254740992");
  });
});

describe("prices", () => {
  it("group thousands, keep two places and lose nothing", () => {
    expect(formatPrice("1250", "USD")).toBe("1,250.00 USD");
    expect(formatPrice("0.1", "USD")).toBe("0.10 USD");
    expect(formatPrice("9007199254740993.123456789012345678", "USD")).toBe("9,007,199,254,740,993.123456789012345678 USD");
    expect(formatDecimal("007.500")).toBe("7.5");
  });

  it("multiply exactly", () => {
    expect(timesDecimal("0.0125", 3)).toBe("0.0375");
    expect(timesDecimal("0.000000000000000001", 1_000_000)).toBe("0.000000000001");
    expect(timesDecimal("9007199254740993", 2)).toBe("18014398509481986");
    expect(timesDecimal("1.10", 0)).toBe("0");
  });

  it("compare exactly", () => {
    expect(compareDecimals("0.1", "0.10")).toBe(0);
    expect(compareDecimals("9007199254740993", "9007199254740992")).toBe(1);
    expect(compareDecimals("2", "10")).toBe(-1);
    expect(isZero("0.000")).toBe(true);
    expect(isZero("0.001")).toBe(false);
  });
});

describe("amounts as people of each language write them", () => {
  afterEach(() => speak("en"));

  it.each<[Language, string, string | null]>([
    ["en", "1500.5", "1500.5"],
    ["en", "1,500.50", "1500.50"],
    ["en", "1,500,000", "1500000"],
    ["en", "1,5", "1.5"],
    ["en", "1,500", null],
    ["en", "1.500", "1.500"],
    ["fr", "1,500", "1.500"],
    ["fr", "1 500,25", "1500.25"],
    ["fr", "0.125", "0.125"],
    ["vi", "1.500", null],
    ["vi", "1.125.000", "1125000"],
    ["vi", "1.125.000,5", "1125000.5"],
    ["fa", "۱۲٫۵", "12.5"],
    ["fa", "۱٬۲۵۰٫۷۵", "1250.75"],
    ["fa", "12.125", "12.125"],
    ["ar", "١٬٢٥٠", "1250"],
    ["zh", "1,250.00", "1250.00"],
    ["en", "1,50,000", null],
    ["en", "1.5.5", null],
    ["en", "12,34.5", null],
    ["en", "1.500.000,", null],
    ["en", "-1", null],
    ["en", "12 50", null],
    ["en", "1'50", null],
    ["fr", "1 500 25", null],
    ["fr", "1 500 000,5", "1500000.5"],
    ["fr", "0 500", null],
    ["fr", "1,5 000", null],
    ["fa", "۱٬۵", null],
    ["fa", "۱٫۵٬۰۰۰", null],
    ["en", "1 500,000", null],
  ])("%s %s", (language, typed, read) => {
    speak(language);
    expect(readDecimal(typed)).toBe(read);
  });

  it.each<Language>(["en", "fa", "ar", "fr", "zh", "vi"])("a shown amount that is typed again is the same in %s", (language) => {
    speak(language);
    for (const decimal of ["0.125", "1.125", "12.5", "1500", "0.000001", "123456789.123456789012345678"]) {
      expect(readDecimal(toInput(decimal)), decimal).toBe(decimal);
      const shown = readDecimal(formatDecimal(decimal));
      // A thousand alone could be a fraction elsewhere: it is refused, never misread.
      expect([decimal, null]).toContain(shown);
    }
  });

  it("follow the language", () => {
    speak("fa");
    expect(formatPrice("1250.5", "USD")).toBe("۱٬۲۵۰٫۵۰ USD");
    speak("vi");
    expect(formatPrice("1250.5", "USD")).toBe("1.250,50 USD");
  });
});

const USDC = { decimals: 6, symbol: "USDC" };

describe("amounts of the books", () => {
  it.each([
    ["1250500000", false, "1,250.5 USDC"],
    ["-1250500000", false, "−1,250.5 USDC"],
    ["-1", false, "−0.000001 USDC"],
    ["30000000", true, "+30 USDC"],
    ["-30000000", true, "−30 USDC"],
    ["0", true, "0 USDC"],
  ])("%s with plus %s is %s", (units, plus, text) => expect(formatSigned(units, USDC, plus)).toBe(text));

  it("loses nothing of what no number of the language can hold", () => {
    expect(formatSigned(`-${"9".repeat(40)}`, { decimals: 18, symbol: "ETH" }).replaceAll(",", "")).toBe(`−${"9".repeat(22)}.${"9".repeat(18)} ETH`);
  });
});

it("shows no amount while nobody knows what it is counted in: base units would read as another one", () => {
  expect(formatUnits("935250000", { decimals: 0, symbol: "" })).toBe("…");
});
