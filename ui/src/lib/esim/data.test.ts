import { describe, expect, it } from "vitest";
import { bytesOf, gigabytes, usageOf } from "./data";

describe("amounts of data", () => {
  it.each([
    ["0", "0 GB"],
    ["1", "less than 0.01 GB"],
    ["9999999", "less than 0.01 GB"],
    ["10000000", "0.01 GB"],
    ["1250000000", "1.25 GB"],
    ["1259999999", "1.25 GB"],
    ["1073741824", "1.07 GB"],
    ["5000000000", "5 GB"],
    ["9007199254740993", "9,007,199.25 GB"],
    ["340282366920938463463374607431768211456", "340,282,366,920,938,463,463,374,607,431 GB"],
  ])("%s bytes are %s", (bytes, shown) => {
    expect(gigabytes(BigInt(bytes), "en")).toBe(shown);
  });

  it("are never more than there is, whatever the number", () => {
    // Numbers of every length, each about a tenth longer than the one before.
    for (let bytes = 1n; bytes < 10n ** 18n; bytes += bytes / 10n + 7_919n) {
      const shown = gigabytes(bytes, "en");
      if (shown.startsWith("less")) continue;
      const [whole = "0", part = ""] = shown.replaceAll(",", "").replace(" GB", "").split(".");
      const said = BigInt(whole) * 1_000_000_000n + BigInt(part.padEnd(2, "0")) * 10_000_000n;
      expect(said <= bytes && bytes - said < 10_000_000n, `${bytes}: ${shown}`).toBe(true);
    }
  });

  it("are written with the marks of the person's own locale", () => {
    expect(gigabytes(1_250_000_000n, "fr")).toBe("1,25 GB");
  });

  it.each([null, "", "-1", "1.5", "12e3", " 7", "x"])("%j is no count of bytes", (text) => {
    expect(bytesOf(text)).toBeNull();
  });
});

describe("the use of an amount", () => {
  it.each([
    ["5000000000", "0", 0, "5 GB"],
    ["5000000000", "1250000000", 25, "3.75 GB"],
    ["5000000000", "4999999999", 99, "less than 0.01 GB"],
    ["5000000000", "5000000000", 100, "0 GB"],
    ["5000000000", "6000000000", 100, "0 GB"],
    ["18014398509481986", "9007199254740993", 50, "9,007,199.25 GB"],
  ])("of %s, %s is %i per cent", (initial, spent, percent, left) => {
    expect(usageOf(initial, spent, "en")).toMatchObject({ percent, left });
  });

  it.each([
    [null, "0"],
    ["0", "0"],
    ["5000000000", null],
    ["much", "0"],
  ])("is not given by %j and %j", (initial, spent) => {
    expect(usageOf(initial, spent, "en")).toBeNull();
  });
});
