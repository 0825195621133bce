import jsQR from "jsqr";
import { describe, expect, it } from "vitest";
import { CODE_ROWS, CODE_TEXT } from "../../../tests/support/esim";
import { codeGroups, endsAtMark, groupsOf, isSquare, pathOf, QUIET } from "./code";

/** Draws a path of rectangles as pixels, each module so many wide, on white with its quiet zone. */
function drawn(path: string, modules: number, scale: number) {
  const side = (modules + 2 * QUIET) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x = "", y = "", width = ""] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)) {
    const left = (Number(x) + QUIET) * scale;
    const top = (Number(y) + QUIET) * scale;
    for (let row = top; row < top + scale; row++)
      for (let column = left; column < left + Number(width) * scale; column++)
        pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
  }
  return { pixels, side };
}

describe("the drawn QR code", () => {
  it.each([2, 3, 8])("is read by another decoder as the text, %i pixels a module", (scale) => {
    const { pixels, side } = drawn(pathOf(CODE_ROWS), CODE_ROWS.length, scale);
    expect(jsQR(pixels, side, side)?.data).toBe(CODE_TEXT);
  });

  it("has a module for every 1 and none for a 0", () => {
    expect(pathOf(["101", "011", "000"])).toBe("M0 0h1v1h-1zM2 0h1v1h-1zM1 1h2v1h-2z");
    expect(pathOf([])).toBe("");
  });

  it("is only drawn where its rows are a square", () => {
    expect(isSquare(CODE_ROWS)).toBe(true);
    expect(isSquare([])).toBe(false);
    expect(isSquare(["10", "1"])).toBe(false);
    expect(isSquare(["1x", "10"])).toBe(false);
  });
});

describe("a text in groups", () => {
  it("has a gap only where the text has no mark of its own", () => {
    expect(["QR-", "LPA:1$", "1.", "ABCD", ""].map(endsAtMark)).toEqual([true, true, true, false, false]);
  });

  it.each(["QR-G-5C-1LS-1W1Z9P7", CODE_TEXT, "rsp.truphone.com", "", "ABCDEFGHIJ", "a😀b😀c😀"])(
    "is the text again when the groups are put together: %j",
    (text) => {
      expect(groupsOf(text).join("")).toBe(text);
      expect(codeGroups(text).join("")).toBe(text);
    },
  );

  it("breaks after its own marks, and elsewhere only in a long part", () => {
    expect(groupsOf("QR-G-5C-1W1Z9P7")).toEqual(["QR-", "G-", "5C-", "1W1Z9P7"]);
    expect(groupsOf("ABCDEFGH")).toEqual(["ABCDEFGH"]);
    expect(groupsOf("ABCDEFGHI")).toEqual(["ABCD", "EFGH", "I"]);
    expect(groupsOf("A-ABCDEFGHI-B")).toEqual(["A-", "ABCD", "EFGH", "I-", "B"]);
    expect(groupsOf("ABCDEFGHIJKL-B")).toEqual(["ABCD", "EFGH", "IJKL-", "B"]);
    expect(groupsOf("A--B")).toEqual(["A-", "-", "B"]);
    expect(groupsOf("ABCD-EFGH")).toEqual(["ABCD-", "EFGH"]);
    expect(codeGroups("LPA:1$rsp.truphone.com$ABCDE$1.3.6$1")).toEqual([
      "LPA:1$",
      "rsp.truphone.com$",
      "ABCDE$",
      "1.",
      "3.",
      "6$",
      "1",
    ]);
  });
});
